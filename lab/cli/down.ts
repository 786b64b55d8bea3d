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
import { askYes } from './setup/index.ts';

export const down = defineCommand({
  meta: { name: 'down', description: 'Removes all clusters of a data folder; seats and progress stay' },
  args: dataOptions,
  async run({ args }) {
    const config = parseConfig({ data: args.data });
    if (!existsSync(config.dataDir)) return console.log(`There is no lab in ${config.dataDir}, so nothing to remove.`);
    const signal = interruptSignal();
    const release = lockDataDir(config.dataDir);
    try {
      await removeClusters(config, args.yes ?? false, signal);
    } finally {
      release();
    }
    process.exit();
  },
});

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
