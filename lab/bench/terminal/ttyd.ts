import { execFileSync, spawn } from 'node:child_process';
import type { WebSocket } from 'ws';
import { type Anchor, anchorOf } from './anchor.ts';
import { opened, openSocket, SIZE, SocketOfSession, type TerminalSession } from './terminal-session.ts';

/** One after another becomes the next, so that the process which is started is ttyd itself. */
const IN_TREE = 'mount --rbind /dev "$0/dev" && mount --rbind /proc "$0/proc" && exec chroot "$0" ttyd "$@"';

/** Flow control of ttyd's page: it counts pieces of so many bytes, and asks to pause and to go on by how many are not yet drawn. */
const PIECE_BYTES = 100_000;
const PAUSE_ABOVE = 10;
const RESUME_BELOW = 4;

const OUTPUT = '0'.charCodeAt(0);
const INPUT = '0';
const PAUSE = '2';
const RESUME = '3';

/** ttyd with bash on a pseudo-terminal of this machine. */
export async function startTtyd(tree: string, port: number, signal: AbortSignal): Promise<Anchor> {
  const version = execFileSync('chroot', [tree, 'ttyd', '--version'], { encoding: 'utf8' }).trim();
  const listen = ['-d', '3', '-i', '127.0.0.1', '-p', String(port), '-W'];
  const child = spawn(
    'unshare',
    ['--mount', '--propagation', 'private', 'sh', '-c', IN_TREE, tree, ...listen, 'bash', '--norc', '--noprofile'],
    { stdio: 'ignore' },
  );
  return anchorOf(child, {
    name: version.replace(' version', '').split('-')[0] ?? 'ttyd',
    port,
    signal,
    open: async () => {
      const socket = openSocket(`ws://127.0.0.1:${port}/ws`, { protocol: 'tty' });
      const session = new TtydSession(socket);
      await opened(socket, signal);
      socket.send(Buffer.from(JSON.stringify({ AuthToken: '', columns: SIZE.cols, rows: SIZE.rows })));
      return session;
    },
  });
}

/** A terminal of ttyd with the messages its own page sends. */
class TtydSession extends SocketOfSession implements TerminalSession {
  #listener: ((bytes: Buffer) => void) | undefined;
  #received = 0;
  #shown = 0;
  #sinceMark = 0;
  /** Where pieces end that are not yet drawn, in bytes received. */
  readonly #marks: number[] = [];

  constructor(socket: WebSocket) {
    super(socket);
    socket.on('message', (data: Buffer) => {
      if (data[0] === OUTPUT) this.#output(data.subarray(1));
    });
  }

  write(text: string): void {
    this.socket.send(Buffer.from(INPUT + text));
  }

  onData(listener: (bytes: Buffer) => void): void {
    this.#listener = listener;
  }

  consumed(bytes: number): void {
    this.#shown += bytes;
    while ((this.#marks[0] ?? Number.POSITIVE_INFINITY) <= this.#shown) {
      this.#marks.shift();
      if (this.#marks.length < RESUME_BELOW) this.socket.send(RESUME);
    }
  }

  #output(bytes: Buffer): void {
    this.#received += bytes.length;
    this.#sinceMark += bytes.length;
    if (this.#sinceMark > PIECE_BYTES) {
      this.#sinceMark = 0;
      this.#marks.push(this.#received);
      if (this.#marks.length > PAUSE_ABOVE) this.socket.send(PAUSE);
    }
    this.#listener?.(bytes);
  }
}
