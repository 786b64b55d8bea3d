import type { NodeEngine } from '../server/sandbox/index.ts';

/** How often a simple page would ask. */
const EVERY_MS = 1000;

/** What a page that asks once a second would see, and how late. */
export class SlowPoller {
  readonly delays: number[] = [];
  readonly #engine: NodeEngine;
  readonly #signal: AbortSignal;
  readonly #seen = new Set<string>();
  readonly #timer: NodeJS.Timeout;

  constructor(engine: NodeEngine, signal: AbortSignal) {
    this.#engine = engine;
    this.#signal = signal;
    this.#timer = setInterval(() => void this.#ask(), EVERY_MS);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #ask(): Promise<void> {
    const [tasks, services] = await Promise.all([
      this.#engine.tasks(this.#signal),
      this.#engine.services(this.#signal),
    ]);
    for (const task of tasks) {
      if (['running', 'failed', 'shutdown', 'complete'].includes(task.Status.State))
        this.#note(`${task.ID}/${task.Status.State}`, task.UpdatedAt);
    }
    for (const service of services) this.#note(service.ID, service.CreatedAt);
  }

  #note(key: string, recorded: string): void {
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.delays.push(Date.now() - Date.parse(recorded));
  }
}
