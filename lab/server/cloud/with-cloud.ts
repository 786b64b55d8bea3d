import type { Logger as Log } from 'pino';
import { accompany, type CloudKeys, type Provider, type Sandbox } from '../sandbox/index.ts';
import { keepCloud } from './keep-cloud.ts';
import { startCloud } from './start-cloud.ts';

export interface CloudOptions {
  readonly log: Log;
  /** An unguessable text of letters and digits of that length. */
  readonly random: (length: number) => string;
}

/** A provider whose sandboxes that ask for a cloud have one: their spares are rented from it. */
export function withCloud(provider: Provider, { log, random }: CloudOptions): Provider {
  const keep = (sandbox: Sandbox, keys?: CloudKeys) => {
    const cloud = keepCloud({ sandbox, log, ...(keys ? { keys } : {}) });
    return { close: () => cloud.close(), gives: { cloud } };
  };
  return accompany(provider, {
    async opened(sandbox, { signal }) {
      if (!sandbox.spec.cloud) return undefined;
      const keys = { id: `LABKEY${random(14).toUpperCase()}`, secret: random(40) };
      try {
        await startCloud(sandbox, keys, signal);
      } catch (error) {
        await sandbox.destroy(AbortSignal.timeout(60_000));
        throw error;
      }
      return keep(sandbox, keys);
    },
    found: (sandbox) => (sandbox.spec.cloud ? keep(sandbox) : undefined),
  });
}
