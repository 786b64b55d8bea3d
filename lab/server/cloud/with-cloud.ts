import type { Logger as Log } from 'pino';
import type { CloudKeys, Provider, Sandbox } from '../sandbox/index.ts';
import { type KeptCloud, keepCloud } from './keep-cloud.ts';
import { startCloud } from './start-cloud.ts';

export interface CloudOptions {
  readonly log: Log;
  /** An unguessable text of letters and digits of that length. */
  readonly random: (length: number) => string;
}

/** A provider whose sandboxes that ask for a cloud have one: their spares are rented from it. */
export function withCloud(provider: Provider, { log, random }: CloudOptions): Provider {
  const clouds = new Set<KeptCloud>();
  const keep = (sandbox: Sandbox, keys?: CloudKeys): Sandbox => {
    if (!sandbox.spec.cloud) return sandbox;
    const cloud = keepCloud({ sandbox, log, ...(keys ? { keys } : {}) });
    clouds.add(cloud);
    const end = (): void => {
      clouds.delete(cloud);
      cloud.close();
    };
    return {
      spec: sandbox.spec,
      cloud,
      get nodes() {
        return sandbox.nodes;
      },
      destroy(signal) {
        end();
        return sandbox.destroy(signal);
      },
      release() {
        end();
        sandbox.release();
      },
    };
  };
  return {
    kind: provider.kind,
    async open(spec, options) {
      const sandbox = await provider.open(spec, options);
      if (!spec.cloud) return sandbox;
      const keys = { id: `LABKEY${random(14).toUpperCase()}`, secret: random(40) };
      try {
        await startCloud(sandbox, keys, options.signal);
      } catch (error) {
        await sandbox.destroy(AbortSignal.timeout(60_000));
        throw error;
      }
      return keep(sandbox, keys);
    },
    adopt: async (signal) => (await provider.adopt(signal)).map((sandbox) => keep(sandbox)),
    async close() {
      for (const cloud of clouds) cloud.close();
      clouds.clear();
      await provider.close();
    },
  };
}
