import { once } from 'node:events';
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { ShellPosition, ShellSize, ShellStream } from '../../provider.ts';
import { attachToHolder, type HeldShell } from '../../shells/held-shell.ts';
import { mustNameShell, shellSocket } from '../../shells/shell-name.ts';
import { connectNodeSocket, type MappedIds } from './node-socket.ts';
import { withSignal } from './with-signal.ts';

/** What the shells of a node need of it. */
export interface ShellHost {
  readonly node: string;
  readonly runFolder: string;
  readonly mapped?: MappedIds;
  /** Starts the named shell in the node, or leaves it when it is there; resolves when it can be connected to. */
  startShell(name: string, size: ShellSize): Promise<void>;
  /** Connects to a shell that is there through the engine, where its socket cannot be reached from here. */
  joinShell(name: string, signal: AbortSignal): Promise<Duplex>;
  /** Whether the node is on and not about to be stopped. */
  isOn(): boolean;
}

/** The shells of a node. Each is held in the node on a socket of its own, whether or not anybody is connected. */
export class Shells {
  readonly #host: ShellHost;
  readonly #starting = new Map<string, Promise<void>>();
  readonly #streams = new Set<HeldShell>();

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

  /** A stream onto the named shell, which is started when it is not there. */
  async open(name: string, size: ShellSize, signal: AbortSignal, since?: ShellPosition): Promise<ShellStream> {
    mustNameShell(name);
    signal.throwIfAborted();
    const path = join(this.#host.runFolder, shellSocket(name));
    let connection = this.#starting.has(name) ? undefined : await this.#connect(path);
    if (!connection) {
      await withSignal(this.start(name, size), signal);
      // A folder of an engine in a virtual machine shows the socket, and nobody can be reached by it.
      connection = (await this.#connect(path)) ?? (await this.#host.joinShell(name, signal));
    }
    const stream = await attachToHolder(connection, { size, since, signal, whyEnded: () => this.#whyEnded(path) });
    this.#streams.add(stream);
    connection.once('close', () => this.#streams.delete(stream));
    return stream;
  }

  /** Breaks all streams; the shells live on. */
  close(): void {
    for (const stream of this.#streams) stream.break();
  }

  /** The connected socket; undefined when nobody listens there. */
  async #connect(path: string): Promise<Duplex | undefined> {
    try {
      const socket = connectNodeSocket(path, this.#host.mapped);
      await once(socket, 'connect');
      return socket;
    } catch (error) {
      if (NOBODY_LISTENS.has(String((error as { code?: unknown }).code))) return undefined;
      throw error;
    }
  }

  /** The holder removes its socket when its shell has exited, but not when it is killed with the node. */
  #whyEnded(path: string): 'ended' | 'broken' {
    if (!this.#host.isOn()) return 'broken';
    return lstatSync(path, { throwIfNoEntry: false }) ? 'broken' : 'ended';
  }
}

const NOBODY_LISTENS = new Set(['ENOENT', 'ECONNREFUSED', 'ENOTSUP', 'EOPNOTSUPP']);
