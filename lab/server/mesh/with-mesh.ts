import type { Logger as Log } from 'pino';
import type { Provider, Sandbox } from '../sandbox/index.ts';
import { keepMesh, type Mesh, RUNS_AT_ONCE } from './keep-mesh.ts';
import { createLimit } from './limit.ts';

/** A provider whose sandboxes have a working routing mesh and virtual addresses, from the moment they are opened or found. */
export function withMesh(
  provider: Provider,
  { log, now }: { readonly log: Log; readonly now: () => number },
): Provider {
  const limit = createLimit(RUNS_AT_ONCE);
  const meshes = new Set<Mesh>();
  const keep = (sandbox: Sandbox, isAdopted: boolean): Sandbox => {
    const mesh = keepMesh({ sandbox, now, log, isAdopted, limit });
    meshes.add(mesh);
    const end = (): void => {
      meshes.delete(mesh);
      mesh.close();
    };
    return {
      spec: sandbox.spec,
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
    open: async (spec, options) => keep(await provider.open(spec, options), false),
    adopt: async (signal) => (await provider.adopt(signal)).map((sandbox) => keep(sandbox, true)),
    async close() {
      for (const mesh of meshes) mesh.close();
      meshes.clear();
      await provider.close();
    },
  };
}
