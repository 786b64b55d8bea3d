import type { Clock } from '../clock.ts';
import type { CastEvents } from './cast-events.ts';

/** More than this in one look is a flood that nobody can read. */
const FLOOD_BYTES = 512 * 1024;
/** A flood is over when less than this came since the last look. */
const CALM_BYTES = 64 * 1024;
const LOOK_MS = 250;
/** Output that waits for the screen to be drawn; more of it is left out, and the screen drawn again. */
const MOST_HELD_BYTES = 4 * 1024 * 1024;

export interface FollowedOutputOptions {
  readonly clock: Clock;
  readonly events: CastEvents;
  /** Draws the screen as it is before the next output. */
  readonly picture: () => Promise<Uint8Array>;
  /** Whether the disk does not keep up. */
  readonly isBehind: () => boolean;
}

/**
 * Output on its way into a recording. It begins with a picture of the screen, then follows what the shell writes; of a flood it
 * keeps what the screen shows four times a second, so that no program fills a disk.
 */
export class FollowedOutput {
  readonly #o: FollowedOutputOptions;
  /** What came since the picture was asked for that will be drawn first. */
  #held: Uint8Array[] | undefined;
  #heldBytes = 0;
  /** Output is left out until the next look. */
  #isSkipping = false;
  #lookedAt = 0;
  #sinceLook = 0;
  #cancelLook: (() => void) | undefined;
  #isEnded = false;

  constructor(options: FollowedOutputOptions) {
    this.#o = options;
  }

  take(bytes: Uint8Array): void {
    this.#count(bytes.length);
    if (!this.#isSkipping && (this.#sinceLook > FLOOD_BYTES || this.#o.isBehind())) this.#skip();
    if (this.#isSkipping) return;
    if (this.#held) this.#hold(this.#held, bytes);
    else this.#o.events.output(bytes);
  }

  /** Draws the screen, then goes on; resolves when it is drawn, or will not be. */
  async restart(): Promise<void> {
    const held: Uint8Array[] = [];
    this.#held = held;
    this.#heldBytes = 0;
    const picture = await this.#o.picture();
    if (this.#isEnded || this.#held !== held) return;
    this.#held = undefined;
    this.#o.events.cut();
    this.#o.events.output(picture);
    for (const bytes of held) this.#o.events.output(bytes);
  }

  /** Ends with what is in sight, where something was left out; at once when the signal says that there is no screen any more. */
  async finish(signal: AbortSignal): Promise<void> {
    this.#cancelLook?.();
    if ((this.#isSkipping || this.#held) && !signal.aborted) {
      const gone = new Promise<void>((done) => signal.addEventListener('abort', () => done(), { once: true }));
      await Promise.race([this.restart(), gone]);
    }
    this.end();
  }

  end(): void {
    this.#isEnded = true;
    this.#cancelLook?.();
    // The picture will not come any more; what was held is better than nothing.
    for (const bytes of this.#held ?? []) this.#o.events.output(bytes);
    this.#held = undefined;
  }

  #hold(held: Uint8Array[], bytes: Uint8Array): void {
    // A copy: the bytes belong to who wrote them once this call is over.
    held.push(new Uint8Array(bytes));
    this.#heldBytes += bytes.length;
    if (this.#heldBytes > MOST_HELD_BYTES) this.#skip();
  }

  #count(bytes: number): void {
    const now = this.#o.clock.now();
    if (!this.#isSkipping && now - this.#lookedAt >= LOOK_MS) {
      this.#lookedAt = now;
      this.#sinceLook = 0;
    }
    this.#sinceLook += bytes;
  }

  #skip(): void {
    this.#isSkipping = true;
    this.#held = undefined;
    this.#sinceLook = 0;
    this.#cancelLook = this.#o.clock.after(LOOK_MS, () => this.#look());
  }

  #look(): void {
    const isCalm = this.#sinceLook < CALM_BYTES && !this.#o.isBehind();
    if (isCalm) this.#isSkipping = false;
    this.#lookedAt = this.#o.clock.now();
    this.#sinceLook = 0;
    if (!this.#o.isBehind()) void this.restart();
    if (!isCalm) this.#cancelLook = this.#o.clock.after(LOOK_MS, () => this.#look());
  }
}
