import { styleText } from 'node:util';
import type { Config } from '../server/config.ts';
import type { PreparedImages } from '../server/images/index.ts';
import type { Provider } from '../server/sandbox/index.ts';
import type { Finding } from '../server/sandbox/self-test/index.ts';

const MARKS = { ok: '✓', warn: '!', bad: '✗' } as const;
const COLOURS = { ok: 'green', warn: 'yellow', bad: 'red' } as const;

/** A finding of the self-test as lines: the sentence, and below it what to do. */
export function findingText({ state, sentence, fix }: Finding): string {
  const mark = styleText(COLOURS[state], MARKS[state], { stream: process.stdout });
  return [`${mark} ${sentence}`, ...(fix ? [`  ${fix}`] : [])].join('\n');
}

/** Tests this machine; `deep` tries a cluster of real nodes too. Each finding is handed over as it is made. */
export async function findAll(
  config: Config,
  o: {
    readonly images: PreparedImages | undefined;
    readonly deep: boolean;
    readonly signal: AbortSignal;
    readonly onFinding?: (finding: Finding) => void;
  },
): Promise<readonly Finding[]> {
  const { selfTest } = await import('../server/sandbox/self-test/index.ts');
  const { openLog } = await import('../server/wiring.ts');
  const { withMesh } = await import('../server/mesh/index.ts');
  const { docker, dataDir, seats } = config;
  const { images, deep, signal } = o;
  const findings: Finding[] = [];
  const log = openLog(config);
  const equip = (provider: Provider): Provider => withMesh(provider, { log, now: Date.now });
  const options = { docker, dataDir, images, deep, equip, signal, log, ...(seats ? { seats } : {}) };
  for await (const finding of selfTest(options)) {
    findings.push(finding);
    o.onFinding?.(finding);
  }
  return findings;
}
