import { once } from 'node:events';
import { lstatSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { LabError } from '../../../../contract/index.ts';
import type { ShellSize, ShellStream } from '../../provider.ts';
import { connectNodeSocket, type MappedIds } from './node-socket.ts';
import { attachToShell, type DtachStream } from './shell-stream.ts';
import { withSignal } from './with-signal.ts';

/** What the shells of a node need of it. */
export interface ShellHost {
  readonly node: string;
  readonly runFolder: string;
  readonly mapped?: MappedIds;
  /** Starts the named shell in the node, or leaves it when it is there; resolves when it can be connected to. */
  startShell(name: string, size: ShellSize): Promise<void>;
  /** Whether the node is on and not about to be stopped. */
  isOn(): boolean;
}

/** The shells of a node. Each is held in the node on a socket of its own, whether or not anybody is connected. */
export class Shells {
  readonly #host: ShellHost;
  readonly #starting = new Map<string, Promise<void>>();
  readonly #opening = new Map<string, Promise<unknown>>();
  readonly #streams = new Set<DtachStream>();

  constructor(host: ShellHost) {
    this.#host = host;
  }

  /** Starts a shell unless it is being started already. */
  start(name: string, size: ShellSize): Promise<void> {
    const running = this.#starting.get(name);
    if (running) return running;
    const started = this.#host.startShell(name, size).finally(() => this.#starting.delete(name));
    this.#starting.set(name, started);
    return started;
  }

  /** A stream onto the named shell, which is started when it is not there. One after another: each makes it draw itself. */
  open(name: string, size: ShellSize, signal: AbortSignal): Promise<ShellStream> {
    if (!SHELL_NAME.test(name)) {
      return Promise.reject(new LabError('badRequest', `"${name}" cannot name a shell: letters and digits can.`));
    }
    const before = this.#opening.get(name) ?? Promise.resolve();
    const opened = before.then(() => this.#open(name, size, signal));
    const settled = opened.catch(() => undefined);
    this.#opening.set(name, settled);
    return opened;
  }

  /** Breaks all streams; the shells live on. */
  close(): void {
    for (const stream of this.#streams) stream.break();
  }

  async #open(name: string, size: ShellSize, signal: AbortSignal): Promise<ShellStream> {
    signal.throwIfAborted();
    const path = join(this.#host.runFolder, `shell-${name}.sock`);
    let socket = this.#starting.has(name) ? undefined : await this.#connect(path);
    const fresh = socket === undefined;
    if (fresh) {
      await withSignal(this.start(name, size), signal);
      socket = await this.#connect(path);
    }
    if (!socket) throw new LabError('nodeDown', `The shell of ${this.#host.node} did not start. Open it again.`);
    const stream = await attachToShell(socket, size, { fresh, whyEnded: () => this.#whyEnded(path) });
    if (signal.aborted) stream.close();
    signal.throwIfAborted();
    this.#streams.add(stream);
    socket.once('close', () => this.#streams.delete(stream));
    return stream;
  }

  /** The connected socket; undefined when nobody listens there. */
  async #connect(path: string): Promise<Socket | undefined> {
    try {
      const socket = connectNodeSocket(path, this.#host.mapped);
      await once(socket, 'connect');
      return socket;
    } catch (error) {
      if (NOBODY_LISTENS.has(String((error as { code?: unknown }).code))) return undefined;
      throw error;
    }
  }

  /** dtach removes its socket when its program exits, but not when it is killed with the node. */
  #whyEnded(path: string): 'ended' | 'broken' {
    if (!this.#host.isOn()) return 'broken';
    return lstatSync(path, { throwIfNoEntry: false }) ? 'broken' : 'ended';
  }
}

/** It is a part of a path. */
const SHELL_NAME = /^[A-Za-z0-9]{1,40}$/;

const NOBODY_LISTENS = new Set(['ENOENT', 'ECONNREFUSED']);
