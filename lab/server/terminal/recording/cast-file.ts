import { constants, type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** So much may wait for the disk; beyond it a recording leaves output out. */
const MOST_WAITING_BYTES = 1024 * 1024;
/** Kept for the mark that says why a recording ends. */
const LAST_WORDS_BYTES = 1024;

export interface CastFileOptions {
  readonly path: string;
  readonly maxBytes: number;
  /** Whether it is for others to read, and takes the place of an older one. */
  readonly isPublic?: boolean;
  /** It cannot be written; nothing more will be. */
  readonly onBroken: (cause: unknown) => void;
}

/** A recording's file: lines are written in order, whole, one write at a time. */
export class CastFile {
  readonly path: string;
  /** Whether it has its largest size; only last words find room. */
  isFull = false;
  readonly #o: CastFileOptions;
  #waiting: string[] = [];
  #waitingBytes = 0;
  #bytes = 0;
  #isClosed = false;
  #isBroken = false;
  #handle: FileHandle | undefined;
  #writing: Promise<void> | undefined;

  constructor(options: CastFileOptions) {
    this.path = options.path;
    this.#o = options;
  }

  /** Whether the disk does not keep up. */
  get isBehind(): boolean {
    return this.#waitingBytes > MOST_WAITING_BYTES;
  }

  /** Takes a line; false when it finds no room. */
  write(line: string): boolean {
    const bytes = Buffer.byteLength(line);
    if (this.#isClosed || this.isFull) return false;
    if (this.#bytes + bytes > this.#o.maxBytes - LAST_WORDS_BYTES) {
      this.isFull = true;
      return false;
    }
    this.#take(line, bytes);
    return true;
  }

  /** Writes all that waits, then the last line if there is one, and closes the file. */
  async close(lastLine?: string): Promise<void> {
    if (!this.#isClosed) {
      if (lastLine !== undefined) this.#take(lastLine, Buffer.byteLength(lastLine));
      this.#isClosed = true;
    }
    await this.#writing;
    await this.#handle?.close().catch(() => {});
    this.#handle = undefined;
  }

  #take(line: string, bytes: number): void {
    if (this.#isBroken) return;
    this.#bytes += bytes;
    this.#waitingBytes += bytes;
    this.#waiting.push(line);
    this.#writing ??= this.#drain();
  }

  async #drain(): Promise<void> {
    try {
      this.#handle ??= await create(this.#o);
      while (this.#waiting.length > 0) {
        const text = this.#waiting.join('');
        this.#waiting = [];
        await this.#handle.writeFile(text);
        this.#waitingBytes -= Buffer.byteLength(text);
      }
    } catch (cause) {
      this.#isBroken = true;
      this.#waiting = [];
      this.#o.onBroken(cause);
    } finally {
      this.#writing = undefined;
    }
  }
}

/** A new file that only the lab reads, where nothing was; or one for all, in place of an older one. */
async function create({ path, isPublic = false }: CastFileOptions): Promise<FileHandle> {
  await mkdir(dirname(path), { recursive: true, mode: isPublic ? 0o755 : 0o700 });
  const { O_WRONLY, O_CREAT, O_EXCL, O_TRUNC, O_NOFOLLOW } = constants;
  return open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | (isPublic ? O_TRUNC : O_EXCL), isPublic ? 0o644 : 0o600);
}
