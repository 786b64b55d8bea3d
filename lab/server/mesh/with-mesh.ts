import type { Logger as Log } from 'pino';
import type { Provider, Sandbox } from '../sandbox/index.ts';
import { keepMesh, RUNS_AT_ONCE } from './keep-mesh.ts';
import { createLimit } from './limit.ts';

/** A provider whose sandboxes have a working routing mesh and virtual addresses, from the moment they are opened or found. */
export function withMesh(
  provider: Provider,
  { log, now }: { readonly log: Log; readonly now: () => number },
): Provider {
  const limit = createLimit(RUNS_AT_ONCE);
  const keep = (sandbox: Sandbox, isAdopted: boolean): Sandbox => {
    const mesh = keepMesh({ sandbox, now, log, isAdopted, limit });
    return {
      spec: sandbox.spec,
      get nodes() {
        return sandbox.nodes;
      },
      destroy(signal) {
        mesh.close();
        return sandbox.destroy(signal);
      },
      release() {
        mesh.close();
        sandbox.release();
      },
    };
  };
  return {
    kind: provider.kind,
    open: async (spec, options) => keep(await provider.open(spec, options), false),
    adopt: async (signal) => (await provider.adopt(signal)).map((sandbox) => keep(sandbox, true)),
    close: () => provider.close(),
  };
}
