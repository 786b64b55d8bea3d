import { createHash } from 'node:crypto';
import { type FSWatcher, watch } from 'node:fs';
import { type CompiledCourse, type CourseTexts, compileCourse } from './compile.ts';
import { readCourseFolder } from './read-folder.ts';

/** Editors write a file in several moves; these are one change. */
const QUIET_MS = 120;
/** A folder that is gone or cannot be watched is looked for again after this time. */
const AGAIN_MS = 1000;

/**
 * Calls back with the course of a folder whenever its texts have changed, until the signal. What does not fit comes without a
 * course: whoever shows the course keeps the one it has.
 */
export function watchCourse(folder: string, onChange: (loaded: CompiledCourse) => void, signal: AbortSignal): void {
  if (signal.aborted) return;
  const watching = new CourseWatch(folder, onChange);
  signal.addEventListener('abort', () => watching.close(), { once: true });
  watching.start();
}

class CourseWatch {
  readonly #folder: string;
  readonly #onChange: (loaded: CompiledCourse) => void;
  /** What was told last. */
  #known?: string;
  #watcher?: FSWatcher;
  #timer?: NodeJS.Timeout;
  #isReading = false;
  #isStale = false;
  #isClosed = false;

  constructor(folder: string, onChange: (loaded: CompiledCourse) => void) {
    this.#folder = folder;
    this.#onChange = onChange;
  }

  start(): void {
    this.#open();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#watcher?.close();
  }

  #open(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
    try {
      this.#watcher = watch(this.#folder, { recursive: true, persistent: false }, () => this.#lookSoon(QUIET_MS));
      this.#watcher.on('error', () => this.#lost());
    } catch {
      this.#lost();
    }
  }

  /** The folder is not there, or its watch broke: it is read again and again until it is back. */
  #lost(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
    this.#lookSoon(AGAIN_MS);
  }

  #lookSoon(ms: number): void {
    if (this.#isClosed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), ms);
    this.#timer.unref();
  }

  async #look(): Promise<void> {
    this.#isStale = true;
    if (this.#isReading) return;
    this.#isReading = true;
    while (this.#isStale && !this.#isClosed) {
      this.#isStale = false;
      await this.#readAgain();
    }
    this.#isReading = false;
  }

  async #readAgain(): Promise<void> {
    // Opened anew each time: the watch of a folder that was swapped for another sees nothing.
    this.#open();
    const texts = await readCourseFolder(this.#folder);
    const now = fingerprint(texts);
    if (texts.texts.size === 0) this.#lost();
    if (now === this.#known || this.#isClosed) return;
    this.#known = now;
    this.#onChange(compileCourse(texts));
  }
}

function fingerprint({ texts, pictures, unread }: CourseTexts): string {
  const sums = [...pictures].map(([path, bytes]) => [path, createHash('sha256').update(bytes).digest('hex')]);
  return JSON.stringify([[...texts], sums, unread]);
}
