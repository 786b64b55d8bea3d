import type { Sandbox, SandboxSpec } from '../../provider.ts';
import type { DindNode } from './dind-node.ts';

/** A sandbox whose nodes are containers of one engine. */
export class DindSandbox implements Sandbox {
  readonly spec: SandboxSpec;
  readonly nodes: readonly DindNode[];
  readonly #remove: (signal: AbortSignal) => Promise<void>;
  #removal: Promise<void> | undefined;
  readonly #onRelease: (sandbox: DindSandbox) => void;

  constructor(
    spec: SandboxSpec,
    nodes: readonly DindNode[],
    owner: { remove(signal: AbortSignal): Promise<void>; onRelease(sandbox: DindSandbox): void },
  ) {
    this.spec = spec;
    this.nodes = nodes;
    this.#remove = owner.remove;
    this.#onRelease = owner.onRelease;
  }

  async destroy(signal: AbortSignal): Promise<void> {
    this.release();
    this.#removal ??= this.#remove(signal).finally(() => {
      this.#removal = undefined;
    });
    await this.#removal;
  }

  release(): void {
    for (const node of this.nodes) node.release();
    this.#onRelease(this);
  }
}
