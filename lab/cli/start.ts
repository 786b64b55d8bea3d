import { flushCompileCache } from 'node:module';
import { defineCommand } from 'citty';
import { createProgress, durationTable } from '../bootstrap/progress.mjs';
import { type Config, parseConfig } from '../server/config.ts';
import type { Finding } from '../server/sandbox/self-test/index.ts';
import type { Lab } from '../server/wiring.ts';
import { earlierSteps } from './earlier-steps.ts';
import { findingText } from './findings.ts';
import { refuseTakenPort } from './free-port.ts';
import { Interrupted, interruptSignal } from './interrupt.ts';
import { dataOptions, serverOptions } from './lab-options.ts';
import { withPhases } from './phases.ts';
import { courseImages } from './prepare-images.ts';
import { testMachine } from './tested-machine.ts';
import { buildUi } from './ui-build.ts';

type Progress = ReturnType<typeof createProgress>;
type Row = Progress['rows'][number];

export const start = defineCommand({
  meta: { name: 'start', description: 'Sets up what is missing and serves the lab' },
  args: { ...serverOptions, ...dataOptions },
  async run({ args }) {
    const { port, host, domain, seats, provider, data, yes = false } = args;
    const previews = { domain, 'preview-port': args['preview-port'] };
    const commands = args.commands as Config['commands'] | undefined;
    const recording = { recordings: args.recordings as 'off' | 'on' | undefined, 'recording-mb': args['recording-mb'] };
    const flags = {
      port,
      host,
      ...previews,
      commands,
      ...recording,
      seats,
      provider: provider as Config['provider'] | undefined,
      data,
    };
    let config = parseConfig(flags);
    await refuseTakenPort(config.host, config.port);
    if (config.needsPreviewPort) await refuseTakenPort(config.host, config.previewPort ?? 0, '--preview-port');
    warnOfOpenHost(config);
    const signal = interruptSignal();
    const progress = createProgress({ screen: process.stdout, now: () => performance.now() });
    progress.rows.push(...earlierSteps());
    try {
      config = await withDocker(config, { yes, progress, signal });
      const lab = await openLab(config, { progress, signal });
      const findings = await progress.step('Self-test', () => testMachine(lab, config, signal));
      announce(lab, config, progress.rows, findings);
      // A server that is killed writes no cache at its end.
      flushCompileCache();
      await untilAborted(signal);
      await closeLab(lab, config);
    } catch (error) {
      if (!signal.aborted) throw error;
      console.log('\nStopped. What was set up so far is kept; the next start goes on from there.');
    }
    process.exitCode = signal.reason instanceof Interrupted ? 0 : 1;
    process.exit();
  },
});

async function openLab(
  config: Config,
  { progress, signal }: { readonly progress: Progress; readonly signal: AbortSignal },
): Promise<Lab> {
  await progress.step('Pages', async (say, note) => {
    say('building');
    note((await buildUi()) ? 'built' : 'unchanged');
  });
  return withPhases(progress, async (tell) => {
    tell('Server: loading');
    const { startLab } = await import('../server/wiring.ts');
    return startLab(config, { signal, onProgress: tell });
  });
}

/** The configuration with the engine that answers, which is set up where there is none. */
async function withDocker(
  config: Config,
  o: { readonly yes: boolean; readonly progress: Progress; readonly signal: AbortSignal },
): Promise<Config> {
  if (config.provider === 'fake') return config;
  const { ensureEngine, ensureImageTools } = await import('./setup/index.ts');
  const options = { ...o, env: process.env, dataDir: config.dataDir };
  const engine = await ensureEngine(options);
  await ensureImageTools(engine, await courseImages(config), options);
  return { ...config, docker: engine.socket };
}

function warnOfOpenHost({ host, provider }: Config): void {
  if (/^(127\.|localhost$|::1$)/.test(host) || provider === 'fake') return;
  console.log(
    `Warning: with --host ${host} others can reach the lab. Root on a node is root on this machine in this mode: let in only people you trust.`,
  );
}

function announce(lab: Lab, config: Config, rows: readonly Row[], findings: readonly Finding[]): void {
  console.log(`\n${durationTable(rows)}\n`);
  for (const finding of findings) console.log(findingText(finding));
  if (findings.length > 0) console.log('');
  if (lab.notice) console.log(`${lab.notice}\n`);
  console.log(`  Learners    ${lab.url}\n  Instructor  ${lab.instructorUrl}\n`);
  console.log(`${lab.seats} seats. Log: ${config.dataDir}/lab.log. Ctrl+C stops the lab.`);
}

function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((done) => signal.addEventListener('abort', () => done(), { once: true }));
}

async function closeLab(lab: Lab, config: Config): Promise<void> {
  if (process.stdout.isTTY) process.stdout.write('\nStopping …');
  await lab.close();
  if (process.stdout.isTTY) process.stdout.write('\r\u001b[K');
  if (config.provider === 'fake') return console.log('Stopped.');
  const where = process.argv.includes('--data') ? ` --data ${config.dataDir}` : '';
  console.log(
    `Stopped. Clusters live on, and the next npm start finds them. To remove them: npx devcoin-lab down${where}`,
  );
}
