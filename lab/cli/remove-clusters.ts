import type { Config } from '../server/config.ts';
import type { Provider } from '../server/sandbox/index.ts';
import { findEngine, nodeImageOn } from './setup/index.ts';

/** A provider that can find and remove the clusters of a data folder: it needs no images of a course. */
export async function openRemover(config: Config, signal: AbortSignal): Promise<Provider> {
  const engine = await findEngine(process.env, signal);
  const { createDindProvider } = await import('../server/sandbox/providers/dind/index.ts');
  const { openLog } = await import('../server/wiring.ts');
  const nodeImage = await nodeImageOn(engine, signal);
  const images = { nodeImage, goldenVolume: '', online: false, standIns: [] };
  return createDindProvider({ docker: engine.socket, dataDir: config.dataDir, images, log: openLog(config) });
}

/** Removes all clusters of a data folder; gives their number. */
export async function removeClusters(config: Config, signal: AbortSignal): Promise<number> {
  const provider = await openRemover(config, signal);
  try {
    const sandboxes = await provider.adopt(signal);
    for (const sandbox of sandboxes) await sandbox.destroy(signal);
    return sandboxes.length;
  } finally {
    await provider.close();
  }
}
