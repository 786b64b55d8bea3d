import type { Logger as Log } from 'pino';
import { type ClusterShape, LabError } from '../../contract/index.ts';
import type { OpenOptions, Provider, Sandbox } from '../sandbox/index.ts';
import type { SeatRecord } from '../store/index.ts';

/** How long taking a sandbox down may take before it is given up; what is left is found at the next start. */
const DESTROY_LIMIT_MS = 60_000;

export interface SandboxLenderOptions {
  readonly provider: Provider;
  readonly newId: () => string;
  readonly now: () => number;
  readonly log: Log;
  /** Sandboxes that may live at once. */
  readonly limit: number;
}

/** Opens sandboxes for seats and takes them back, never more at once than the host bears. */
export class SandboxLender {
  readonly #o: SandboxLenderOptions;
  readonly #lent = new Set<string>();
  readonly #ending = new Set<Promise<void>>();
  #usualMs: number | undefined;
  #opening = 0;

  constructor(options: SandboxLenderOptions) {
    this.#o = options;
  }

  /** How long opening took lately, in ms; undefined before the first time. */
  get usualMs(): number | undefined {
    return this.#usualMs;
  }

  get free(): number {
    return Math.max(0, this.#o.limit - this.#lent.size - this.#opening);
  }

  get limit(): number {
    return this.#o.limit;
  }

  /** Sandboxes of an ended server that belong to a seat are kept, all others are taken down. */
  async adopt(isKept: (sandboxId: string) => boolean, signal: AbortSignal): Promise<readonly Sandbox[]> {
    const found = await this.#o.provider.adopt(signal);
    const kept = found.filter((sandbox) => isKept(sandbox.spec.id));
    for (const sandbox of kept) this.#lent.add(sandbox.spec.id);
    for (const sandbox of found.filter((s) => !kept.includes(s))) this.takeBack(sandbox);
    return kept;
  }

  async open(seat: SeatRecord, shape: ClusterShape, options: OpenOptions): Promise<Sandbox> {
    if (this.free === 0) {
      throw new LabError(
        'full',
        `All ${this.#o.limit} clusters of this machine are in use. Try again when somebody has left.`,
      );
    }
    const started = this.#o.now();
    this.#opening++;
    try {
      const spec = { id: this.#o.newId(), ...shape, labels: { seat: seat.id, name: seat.name, course: seat.course } };
      const sandbox = await this.#o.provider.open(spec, options);
      this.#lent.add(sandbox.spec.id);
      const took = this.#o.now() - started;
      this.#usualMs = this.#usualMs === undefined ? took : Math.round(this.#usualMs * 0.7 + took * 0.3);
      return sandbox;
    } finally {
      this.#opening--;
    }
  }

  /** Takes a sandbox down in the background. */
  takeBack(sandbox: Sandbox): void {
    this.#lent.delete(sandbox.spec.id);
    const ending = sandbox
      .destroy(AbortSignal.timeout(DESTROY_LIMIT_MS))
      .catch((err) =>
        this.#o.log.error(
          { err, sandbox: sandbox.spec.id },
          'a sandbox was not taken down; the next start tries again',
        ),
      )
      .finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }

  /** Resolves when every sandbox that is being taken down is gone. */
  async settled(): Promise<void> {
    await Promise.all(this.#ending);
  }
}
