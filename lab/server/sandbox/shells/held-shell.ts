import type { Duplex } from 'node:stream';
import { LabError } from '../../../contract/index.ts';
import type { ShellPosition, ShellSize, ShellStream } from '../provider.ts';
import { attachFrame, inputFrame, keepFrame, resizeFrame } from './holder-frames.ts';
import { type Greeting, parseGreeting, pastOf } from './shell-past.ts';

/** Frames that may wait for the holder, far above what terminals let wait for a program (shell-link.ts); what comes beyond is dropped. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;
/** A greeting is a line of a few hundred bytes; each size that held adds some. */
const MAX_GREETING_BYTES = 16 * 1024;
const NEWLINE = 0x0a;

type End = 'ended' | 'broken';

/** A stream onto a shell, and how its owner breaks it off. */
export interface HeldShell extends ShellStream {
  break(): void;
}

export interface HeldShellOptions {
  readonly size: ShellSize;
  /** How far the shell was followed before. */
  readonly since?: ShellPosition | undefined;
  readonly signal: AbortSignal;
  /** Asked when the connection goes: whether the shell itself is gone. */
  whyEnded(): End | Promise<End>;
}

/** Attaches to the holder of a shell over any connection to it, which it owns from then on. */
export async function attachToHolder(connection: Duplex, o: HeldShellOptions): Promise<HeldShell> {
  // The close that follows an error is what counts.
  connection.on('error', () => connection.destroy());
  // Some connections wait for the other half to be closed, too.
  connection.once('end', () => connection.destroy());
  connection.write(attachFrame(o.size, o.since));
  try {
    const { greeted, bytes } = await readPast(connection, o.signal);
    return createStream(connection, { ...o, greeted, bytes });
  } catch (error) {
    connection.destroy();
    throw error;
  }
}

/** Reads the greeting and as many bytes as it promises; what follows stays in the connection, which is paused. */
function readPast(connection: Duplex, signal: AbortSignal): Promise<{ greeted: Greeting; bytes: Buffer }> {
  return new Promise((resolve, reject) => {
    let greeted: Greeting | undefined;
    let chunks: Buffer[] = [];
    let length = 0;
    const settle = (finish: () => void) => {
      connection.off('data', onData).off('close', onClose);
      signal.removeEventListener('abort', onAbort);
      connection.pause();
      finish();
    };
    const onAbort = () => settle(() => reject(signal.reason));
    const onClose = () =>
      settle(() => reject(new LabError('nodeDown', 'The shell went before it could be seen. Open it again.')));
    const greet = (all: Buffer) => {
      const end = all.subarray(0, MAX_GREETING_BYTES).indexOf(NEWLINE);
      if (end < 0 && all.length < MAX_GREETING_BYTES) return;
      greeted = parseGreeting(all.subarray(0, Math.max(end, 0)).toString());
      chunks = [all.subarray(end + 1)];
      length = all.length - end - 1;
    };
    const onData = (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      try {
        if (!greeted) greet(Buffer.concat(chunks));
      } catch (error) {
        settle(() => reject(error));
        return;
      }
      if (!greeted) return;
      const promised = greeted.kept + greeted.to - greeted.from;
      if (length < promised) return;
      const all = Buffer.concat(chunks);
      const isAll = greeted;
      settle(() => {
        if (all.length > promised) connection.unshift(all.subarray(promised));
        resolve({ greeted: isAll, bytes: all.subarray(0, promised) });
      });
    };
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort);
    connection.on('data', onData).on('close', onClose).resume();
  });
}

function createStream(connection: Duplex, o: HeldShellOptions & { greeted: Greeting; bytes: Buffer }): HeldShell {
  let state: 'open' | 'closed' | End = 'open';
  let onEnd: ((why: End) => void) | undefined;
  let isPaused = false;
  let at = o.greeted.to;
  const finish = (why: End) => {
    if (state !== 'open') return;
    state = why;
    connection.destroy();
    onEnd?.(why);
  };
  const send = (frame: Uint8Array) => {
    if (!connection.destroyed && connection.writableLength + frame.length <= MAX_WAITING_BYTES) connection.write(frame);
  };
  const lookWhy = async () => finish(await Promise.resolve(o.whyEnded()).catch(() => 'broken' as const));
  connection.on('close', () => void lookWhy());
  if (connection.destroyed) void lookWhy();

  return {
    past: pastOf(o.greeted, o.bytes, o.since),
    get position() {
      return { shell: o.greeted.shell, at };
    },
    get waiting() {
      return connection.writableLength;
    },
    write: (bytes) => send(inputFrame(bytes)),
    resize: (size) => send(resizeFrame(size)),
    keep: (upTo, screen) => send(keepFrame(upTo, screen)),
    onData(listener) {
      connection.on('data', (bytes: Buffer) => {
        at += bytes.length;
        listener(bytes);
      });
      if (!isPaused) connection.resume();
    },
    onEnd(listener) {
      onEnd = listener;
      if (state === 'ended' || state === 'broken') queueMicrotask(() => listener(state as End));
    },
    pause() {
      isPaused = true;
      connection.pause();
    },
    resume() {
      isPaused = false;
      connection.resume();
    },
    close() {
      if (state === 'open') state = 'closed';
      connection.destroy();
    },
    break: () => finish('broken'),
  };
}
