import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A socket in front of the real engine's, so that a test can cut the engine off without stopping it. */
export class EngineLine {
  readonly socket: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'engine-line-'));
  readonly #engine: string;
  readonly #open = new Set<Socket>();
  #server: Server | undefined;

  constructor(engine: string) {
    this.#engine = engine;
    this.socket = join(this.#folder, 'docker.sock');
  }

  /** Lets connections through. */
  async join(): Promise<void> {
    const server = createServer((near) => {
      const far = connect(this.#engine);
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#open.add(one);
        one.on('error', () => other.destroy());
        one.on('close', () => {
          this.#open.delete(one);
          other.destroy();
        });
      }
      near.pipe(far).pipe(near);
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.socket, resolve));
  }

  /** Cuts every connection and refuses new ones, as an engine does that stops. */
  async cut(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    const closed = new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
    for (const socket of this.#open) socket.destroy();
    await closed;
  }

  async end(): Promise<void> {
    await this.cut();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
