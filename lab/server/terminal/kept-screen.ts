import { z } from 'zod';
import type { ShellPast, ShellSize } from '../sandbox/index.ts';
import type { Clock } from './clock.ts';
import type { PromptNow, PromptState } from './prompt-state.ts';
import type { Screen } from './screen.ts';

/** What stands for all output of a shell so far: what it looks like, and where the shell is. */
export interface KeptScreen {
  readonly size: ShellSize;
  readonly prompt: PromptNow;
  readonly picture: Uint8Array;
}

const head = z.object({
  size: z.object({ cols: z.int().min(2).max(500), rows: z.int().min(1).max(300) }),
  prompt: z.object({ place: z.enum(['unknown', 'prompt', 'continuation', 'command']), isEmpty: z.boolean() }),
});

/** As bytes: a line of JSON, then the picture. */
export function packScreen({ size, prompt, picture }: KeptScreen): Uint8Array {
  return Buffer.concat([Buffer.from(`${JSON.stringify({ size, prompt })}\n`), picture]);
}

/** Reads them back; nothing when they are something else, as from another version or a learner's own hand. */
export function unpackScreen(bytes: Uint8Array): KeptScreen | undefined {
  const end = bytes.indexOf(0x0a);
  if (end < 0) return undefined;
  try {
    const { success, data } = head.safeParse(JSON.parse(Buffer.from(bytes.subarray(0, end)).toString()));
    return success ? { ...data, picture: bytes.subarray(end + 1) } : undefined;
  } catch {
    return undefined;
  }
}

/** Shows on a screen, and follows for the prompt, what a shell wrote while nobody of this server was there. */
export function replayPast(
  { kept, parts }: ShellPast,
  {
    screen,
    prompt,
    size,
  }: { readonly screen: Pick<Screen, 'replay'>; readonly prompt: PromptState; readonly size: ShellSize },
): void {
  prompt.forget();
  const before = kept && unpackScreen(kept);
  if (before) prompt.resume(before.prompt);
  for (const { bytes } of parts) prompt.feed(bytes);
  screen.replay([...(before ? [{ size: before.size, bytes: before.picture }] : []), ...parts], size);
}

/** So much output makes it worth to keep the screen: half of what the holder of a shell remembers. */
const AFTER_BYTES = 512 * 1024;
/** Drawing takes 25 to 40 ms when all lines are full: not more often than that, even in a flood. */
const WAIT_MS = 2000;

/** Tells when a screen should be kept. */
export class KeepTimer {
  readonly #clock: Clock;
  readonly #keep: () => void;
  #bytes = 0;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, keep: () => void) {
    this.#clock = clock;
    this.#keep = keep;
  }

  /** The shell has written. */
  note(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes < AFTER_BYTES || this.#cancel) return;
    this.#cancel = this.#clock.after(WAIT_MS, () => {
      this.#cancel = undefined;
      this.#bytes = 0;
      this.#keep();
    });
  }

  close(): void {
    this.#cancel?.();
  }
}
