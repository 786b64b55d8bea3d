import { existsSync } from 'node:fs';
import { defineCommand } from 'citty';
import { createProgress, durationTable } from '../bootstrap/progress.mjs';
import { parseConfig } from '../server/config.ts';
import type { Finding } from '../server/sandbox/self-test/index.ts';
import { findAll, findingText } from './findings.ts';
import { interruptSignal } from './interrupt.ts';
import { dataOptions, serverOptions } from './lab-options.ts';
import { prepareCourseImages } from './prepare-images.ts';
import { findEngine, nodeImageOn } from './setup/index.ts';

const TOLD_MS = 5000;

export const doctor = defineCommand({
  meta: {
    name: 'doctor',
    description: 'Tests whether this machine carries the lab, and says the fix where it does not',
  },
  args: {
    data: dataOptions.data,
    seats: serverOptions.seats,
    deep: { type: 'boolean', description: 'Make the images if they are missing, and try a cluster of real nodes' },
  },
  async run({ args: { data, seats, deep = false } }) {
    const signal = interruptSignal();
    const given = parseConfig({ data, seats });
    const engine = await findEngine(process.env, signal);
    const config = { ...given, docker: engine.socket };
    const progress = createProgress({ screen: process.stdout, now: () => performance.now() });
    // A doctor that is only asked to look makes no images; where a lab ran before they are there.
    const ranBefore = existsSync(config.dataDir) && (await nodeImageOn(engine, signal)) !== '';
    const images = deep || ranBefore ? await prepareCourseImages(config, progress, signal) : undefined;
    if (progress.rows.some(({ ms }) => ms > TOLD_MS)) console.log(`\n${durationTable(progress.rows)}\n`);
    const onFinding = (finding: Finding): void => console.log(findingText(finding));
    const findings = await findAll(config, { images, deep, signal, onFinding });
    console.log(`\n${verdict(findings)}`);
    process.exit(findings.some(({ state }) => state === 'bad') ? 1 : 0);
  },
});

function verdict(findings: readonly Finding[]): string {
  const count = (state: Finding['state']): number => findings.filter((finding) => finding.state === state).length;
  if (count('bad') > 0) return `Labs will not work like this: ${count('bad')} to mend.`;
  return count('warn') > 0 ? `Labs work here. To know: ${count('warn')}, marked with !.` : 'All is well.';
}
