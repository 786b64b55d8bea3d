import { existsSync } from 'node:fs';
import { defineCommand } from 'citty';
import { createProgress } from '../bootstrap/progress.mjs';
import { LabError } from '../contract/index.ts';
import { type Config, parseConfig } from '../server/config.ts';
import { lockDataDir } from '../server/data-lock.ts';
import type { Sandbox } from '../server/sandbox/index.ts';
import { interruptSignal } from './interrupt.ts';
import { dataOptions } from './lab-options.ts';
import { openRemover } from './remove-clusters.ts';
import { askYes, findEngine, removeImages } from './setup/index.ts';

export const down = defineCommand({
  meta: { name: 'down', description: 'Removes all clusters of a data folder; seats and progress stay' },
  args: {
    ...dataOptions,
    images: { type: 'boolean', description: 'Also remove the images and disks that the lab made for nodes' },
  },
  async run({ args }) {
    const config = parseConfig({ data: args.data });
    const signal = interruptSignal();
    if (existsSync(config.dataDir)) await removeUnderLock(config, args.yes ?? false, signal);
    else console.log(`There is no lab in ${config.dataDir}.`);
    if (args.images) {
      const { removed, kept } = await removeImages(await findEngine(process.env, signal), signal);
      console.log(
        `${removed} images and disks removed.${kept > 0 ? ` ${kept} stay: clusters of another data folder use them.` : ''}`,
      );
    }
    process.exit();
  },
});

async function removeUnderLock(config: Config, yes: boolean, signal: AbortSignal): Promise<void> {
  const release = lockDataDir(config.dataDir);
  try {
    await removeClusters(config, yes, signal);
  } finally {
    release();
  }
}

async function removeClusters(config: Config, yes: boolean, signal: AbortSignal): Promise<void> {
  const provider = await openRemover(config, signal);
  try {
    const sandboxes = await provider.adopt(signal);
    if (sandboxes.length === 0) return console.log(`No cluster of ${config.dataDir} is left.`);
    console.log(`${clusters(sandboxes)} of ${config.dataDir} will be removed, with all that learners made in them.`);
    if (!yes && !(await confirmed(signal))) return console.log('Nothing was removed.');
    const progress = createProgress({ screen: process.stdout, now: () => performance.now() });
    await progress.step('Removing', async (say) => {
      for (const [i, sandbox] of sandboxes.entries()) {
        say(`${i + 1} of ${sandboxes.length}`);
        await sandbox.destroy(signal);
      }
    });
    console.log(`${clusters(sandboxes)} removed.`);
  } finally {
    await provider.close();
  }
}

async function confirmed(signal: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new LabError('badConfig', 'There is no terminal to ask on. To remove them without asking, add --yes.');
  }
  return askYes('Remove them?', signal);
}

function clusters(sandboxes: readonly Sandbox[]): string {
  const nodes = sandboxes.reduce((sum, { spec }) => sum + spec.nodes.length, 0);
  return `${sandboxes.length} ${sandboxes.length === 1 ? 'cluster' : 'clusters'} (${nodes} nodes)`;
}
