import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareImages } from '../../server/images/index.ts';
import { withMesh } from '../../server/mesh/index.ts';
import type { Sandbox } from '../../server/sandbox/index.ts';
import { createDindProvider } from '../../server/sandbox/providers/dind/index.ts';
import { testDataDir, testDocker, testLog } from './index.ts';

export interface TestCluster {
  readonly sandbox: Sandbox;
  /** Removes the nodes and all they own. */
  close(): Promise<void>;
}

/** Bare nodes that have these images, made by the provider alone: no server, no course. */
export async function testCluster(o: {
  readonly nodes: readonly string[];
  readonly images: readonly string[];
  readonly signal: AbortSignal;
}): Promise<TestCluster> {
  const { signal } = o;
  const docker = await testDocker();
  const shared = join(tmpdir(), 'devcoin-lab-test-images');
  mkdirSync(shared, { recursive: true });
  const prepared = { docker, images: o.images, dataDir: shared, onProgress: () => {}, signal, log: testLog };
  const images = await prepareImages(prepared);
  const bare = await createDindProvider({ docker, dataDir: testDataDir(), images, log: testLog });
  const provider = withMesh(bare, { log: testLog, now: Date.now });
  const sandbox = await provider.open({ id: `test${process.pid}`, nodes: o.nodes, labels: {} }, { signal });
  return {
    sandbox,
    async close() {
      await sandbox.destroy(AbortSignal.timeout(60_000));
      await provider.close();
    },
  };
}
