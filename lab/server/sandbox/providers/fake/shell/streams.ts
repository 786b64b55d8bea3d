import type { ShellSize, ShellStream } from '../../../provider.ts';

/** Output that waits for a reader before the program is held back. */
const HOLD_BACK_BYTES = 64 * 1024;

/** One output, several readers; each may pause, and the program waits for the slowest. */
export interface Streams {
  /** A stream that breaks when the signal comes. */
  open(size: ShellSize, released: AbortSignal): ShellStream;
  /** Resolves when there is room again. */
  write(text: string): void | Promise<void>;
  /** The shell ended, or its node went away. */
  end(why: 'ended' | 'broken'): void;
}

interface Reader {
  deliver(bytes: Uint8Array): void;
  end(why: 'ended' | 'broken'): void;
  heldBytes(): number;
}

/** What is done with input and new sizes, whichever stream they come by. */
export interface Inbox {
  typed(bytes: Uint8Array): void;
  resized(size: ShellSize): void;
}

export function createStreams(inbox: Inbox): Streams {
  const readers = new Set<Reader>();
  let waiting: (() => void)[] = [];
  const isFull = () => [...readers].some((r) => r.heldBytes() > HOLD_BACK_BYTES);
  const drained = () => {
    if (isFull()) return;
    for (const go of waiting.splice(0)) go();
  };
  return {
    open(size, released) {
      const { stream, reader } = createStream(inbox, drained, () => {
        readers.delete(reader);
        released.removeEventListener('abort', onRelease);
        drained();
      });
      const onRelease = () => reader.end('broken');
      released.addEventListener('abort', onRelease, { once: true });
      readers.add(reader);
      inbox.resized(size);
      return stream;
    },
    write(text) {
      if (text === '') return;
      const bytes = new TextEncoder().encode(text);
      for (const reader of readers) reader.deliver(bytes);
      if (isFull()) return new Promise<void>((resolve) => waiting.push(resolve));
    },
    end(why) {
      for (const reader of [...readers]) reader.end(why);
      readers.clear();
      for (const go of waiting.splice(0)) go();
      waiting = [];
    },
  };
}

function createStream(inbox: Inbox, drained: () => void, closed: () => void): { stream: ShellStream; reader: Reader } {
  const data: ((bytes: Uint8Array) => void)[] = [];
  const ends: ((why: 'ended' | 'broken') => void)[] = [];
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let isPaused = false;
  let isOpen = true;
  let ending: 'ended' | 'broken' | undefined;
  const flush = () => {
    while (isOpen && !isPaused && data.length > 0 && held.length > 0) {
      const bytes = held.shift() as Uint8Array;
      heldBytes -= bytes.length;
      for (const listener of data) listener(bytes);
    }
    if (heldBytes === 0) drained();
    if (ending && held.length === 0 && !isPaused) finish(ending);
  };
  const finish = (why: 'ended' | 'broken') => {
    if (!isOpen) return;
    isOpen = false;
    closed();
    for (const listener of ends) listener(why);
  };
  const reader: Reader = {
    deliver(bytes) {
      if (!isOpen) return;
      held.push(bytes);
      heldBytes += bytes.length;
      flush();
    },
    end(why) {
      ending = why;
      flush();
    },
    heldBytes: () => heldBytes,
  };
  const stream: ShellStream = {
    write: (bytes) => isOpen && !ending && inbox.typed(bytes),
    resize: (size) => isOpen && !ending && inbox.resized(size),
    onData(listener) {
      data.push(listener);
      flush();
    },
    onEnd(listener) {
      if (ending && !isOpen) listener(ending);
      else ends.push(listener);
    },
    pause() {
      isPaused = true;
    },
    resume() {
      isPaused = false;
      flush();
    },
    close() {
      isOpen = false;
      held = [];
      heldBytes = 0;
      closed();
    },
  };
  return { stream, reader };
}
