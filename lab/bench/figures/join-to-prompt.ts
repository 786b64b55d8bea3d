import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startLab } from '../../server/wiring.ts';
import { joinLab } from '../../test/client/lab-page.ts';
import { againstRatio, type BenchContext, type Figure, median } from '../figure.ts';
import { NaiveNodes } from '../naive-nodes.ts';

const ROUNDS = 3;
const NODES = 5;
/** The goal the product holds itself to. */
const AT_MOST = 0.55;

/** From pressing "Take a seat" to a prompt on five nodes. */
export const joinToPrompt: Figure = {
  name: 'join to prompt',
  about:
    'ours: POST /api/seats to a prompt on node1 with five engines up; theirs: docker run of the same five nodes one after another, without joining them',
  async measure(context) {
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let round = 1; round <= ROUNDS; round++) {
      theirs.push(await naive(context));
      ours.push(await throughTheLab(context));
      context.say(
        `round ${round}: ours ${Math.round(ours.at(-1) ?? 0)} ms, theirs ${Math.round(theirs.at(-1) ?? 0)} ms`,
      );
    }
    return againstRatio({ name: 'join to prompt', unit: 'ms', ours: median(ours), theirs: median(theirs) }, AT_MOST);
  },
};

async function throughTheLab({ config, log, signal }: BenchContext): Promise<number> {
  const lab = await startLab({ ...config, port: 0, dataDir: join(config.dataDir, 'join') }, { signal, log });
  try {
    const started = performance.now();
    const page = await joinLab(lab.url, 'bench');
    await page.ready();
    await page.openTerminal(0, 'node1', 60_000);
    const took = performance.now() - started;
    await fetch(`${lab.url}/api/seat`, { method: 'DELETE', headers: { cookie: page.cookie } });
    page.close();
    return took;
  } finally {
    await lab.close();
  }
}

async function naive({ config, images, signal }: BenchContext): Promise<number> {
  const seccomp = readFileSync(join(import.meta.dirname, '..', '..', 'node', 'seccomp.json'), 'utf8');
  const nodes = new NaiveNodes({ docker: config.docker, image: images.nodeImage, seccomp });
  try {
    const started = performance.now();
    await nodes.up(NODES, signal);
    return performance.now() - started;
  } finally {
    await nodes.down();
  }
}
