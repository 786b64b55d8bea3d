import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { parseConfig } from '../server/config.ts';
import { loadCourses, openProvider } from '../server/wiring.ts';
import type { BenchContext, Figure, FigureResult } from './figure.ts';
import { apiRequests } from './figures/api-requests.ts';
import { changeLatency } from './figures/change-latency.ts';
import { cpuInUse } from './figures/cpu-in-use.ts';
import { joinToPrompt } from './figures/join-to-prompt.ts';
import { minerHashRate, minerKeptRate } from './figures/miner.ts';
import { readsUnwatched } from './figures/reads-unwatched.ts';
import { terminalCtrlC } from './figures/terminal-ctrl-c.ts';
import { terminalEcho } from './figures/terminal-echo.ts';
import { terminalOutput } from './figures/terminal-output.ts';
import { terminalReconnect } from './figures/terminal-reconnect.ts';
import { terminalSessions } from './figures/terminal-sessions.ts';
import { terminalStall } from './figures/terminal-stall.ts';
import { webUiFirstLoad, webUiFrames } from './figures/web-ui.ts';
import { tableOf } from './table.ts';

const FIGURES: readonly Figure[] = [
  joinToPrompt,
  changeLatency,
  cpuInUse,
  readsUnwatched,
  minerHashRate,
  minerKeptRate,
  apiRequests,
  webUiFirstLoad,
  webUiFrames,
  terminalEcho,
  terminalOutput,
  terminalCtrlC,
  terminalStall,
  terminalSessions,
  terminalReconnect,
];
/** A bench that takes longer is stuck. */
const LIMIT_MS = 30 * 60_000;

/** Measures the figures, prints the table, and says by the exit code whether every goal is met. */
export async function bench(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...argv], options: { json: { type: 'string' }, only: { type: 'string' } } });
  const chosen = FIGURES.filter((figure) => values.only === undefined || figure.name === values.only);
  if (chosen.length === 0) {
    console.error(`--only ${values.only}: no such figure. There are: ${FIGURES.map((f) => f.name).join(', ')}.`);
    return 2;
  }
  const dataDir = mkdtempSync(join(tmpdir(), 'devcoin-lab-bench-'));
  const config = parseConfig({ data: dataDir });
  const log = pino({ level: 'warn' }, pino.destination({ dest: join(dataDir, 'bench.log'), sync: true }));
  const signal = AbortSignal.any([AbortSignal.timeout(LIMIT_MS), stopSignal()]);
  const say = (sentence: string) => console.log(`  ${sentence}`);
  const { provider, images } = await openProvider(config, await loadCourses(config.coursesDir), {
    signal,
    log,
    onProgress: say,
  });
  if (!images) throw new Error('the bench needs real nodes');
  try {
    const results = await measureAll(chosen, { config, provider, images, log, signal, say });
    console.log(`\n${tableOf(results)}`);
    if (values.json) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
    return results.every((result) => result.met) ? 0 : 1;
  } finally {
    await provider.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Aborts when somebody stops the bench: what it opened is taken down all the same. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => stop.abort(new Error('the bench was stopped')));
  }
  return stop.signal;
}

async function measureAll(figures: readonly Figure[], context: BenchContext): Promise<FigureResult[]> {
  const results: FigureResult[] = [];
  for (const figure of figures) {
    console.log(`${figure.name}: ${figure.about}`);
    results.push(...[await figure.measure(context)].flat());
  }
  return results;
}

if (import.meta.main) process.exitCode = await bench(process.argv.slice(2));
