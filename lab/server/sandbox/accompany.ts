import type { OpenOptions, Provider, Sandbox } from './provider.ts';

/** What is kept beside a sandbox for as long as the server holds it. */
export interface Companion {
  close(): void;
  /** What the sandbox has by it. */
  readonly gives?: Pick<Sandbox, 'cloud'>;
}

export interface Accompaniment {
  /** For a sandbox that was just opened; undefined where none is wanted. When it fails, it has taken the sandbox down. */
  opened(sandbox: Sandbox, options: OpenOptions): Promise<Companion | undefined>;
  /** For one of an ended server. */
  found(sandbox: Sandbox): Companion | undefined;
}

/** A provider with a companion beside each of its sandboxes, from when it is opened or found until it is let go of. */
export function accompany(provider: Provider, { opened, found }: Accompaniment): Provider {
  const companions = new Set<Companion>();
  const keep = (sandbox: Sandbox, companion: Companion | undefined): Sandbox => {
    if (!companion) return sandbox;
    companions.add(companion);
    const end = (): void => {
      companions.delete(companion);
      companion.close();
    };
    return {
      ...(sandbox.cloud ? { cloud: sandbox.cloud } : {}),
      ...companion.gives,
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
    async open(spec, options) {
      const sandbox = await provider.open(spec, options);
      return keep(sandbox, await opened(sandbox, options));
    },
    adopt: async (signal) => (await provider.adopt(signal)).map((sandbox) => keep(sandbox, found(sandbox))),
    async close() {
      for (const companion of companions) companion.close();
      companions.clear();
      await provider.close();
    },
  };
}
