import type { Logger as Log } from 'pino';
import { accompany, type Provider, type Sandbox } from '../sandbox/index.ts';
import { keepMesh, type Mesh, RUNS_AT_ONCE } from './keep-mesh.ts';
import { createLimit } from './limit.ts';

/** A provider whose sandboxes have a working routing mesh and virtual addresses, from the moment they are opened or found. */
export function withMesh(
  provider: Provider,
  { log, now }: { readonly log: Log; readonly now: () => number },
): Provider {
  const limit = createLimit(RUNS_AT_ONCE);
  const keep = (sandbox: Sandbox, isAdopted: boolean): Mesh => keepMesh({ sandbox, now, log, isAdopted, limit });
  return accompany(provider, {
    opened: async (sandbox) => keep(sandbox, false),
    found: (sandbox) => keep(sandbox, true),
  });
}
