import type { Clock } from './clock.ts';

/*
 * One core reads, frames and follows 60 to 100 MB of plain output a second. A terminal alone may have all of that. Where several
 * print without end, they share less than half of it, so that keys of all others go through between.
 */
const SHARED_PER_S = 32 * 1024 * 1024;
/** Nobody waits for what nobody looks at. */
const UNSEEN_PER_S = 8 * 1024 * 1024;
/** What a terminal may print at a stretch before it is looked at: a long file is no flood. */
const BURST_BYTES = 1024 * 1024;
/** After a key the answer is behind what was printed before; so much of it is let through. */
const AFTER_KEY_BYTES = 512 * 1024;
const AFTER_KEY_MS = 250;
const TICK_MS = 20;
/** More than this in a tick is a flood, which is taken to go on for a while. */
const FLOOD_BYTES = 32 * 1024;
const FLOOD_LASTS_MS = 200;

/** A terminal's share of what the server reads. */
export interface OutputShare {
  /** So much was read from its shell. */
  read(bytes: number): void;
  /** Somebody typed into it. */
  typed(): void;
  close(): void;
}

interface Member {
  readonly isSeen: () => boolean;
  readonly hold: (on: boolean) => void;
  /** What it may still read; below nothing it is held until time has paid for it. */
  credit: number;
  isHeld: boolean;
  inTick: number;
  floodsUntil: number;
  typedAt: number;
}

/** Divides what a server reads of all its shells: each terminal gets the same, one that prints for ever no more than that. */
export class OutputShares {
  readonly #clock: Clock;
  readonly #members = new Set<Member>();
  #cancelTick: (() => void) | undefined;
  #tickAt = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A terminal takes part. `hold` stops and resumes the reading of its shell; `isSeen` says whether anybody looks at it. */
  join(o: Pick<Member, 'isSeen' | 'hold'>): OutputShare {
    const past = Number.NEGATIVE_INFINITY;
    const member: Member = { ...o, credit: BURST_BYTES, isHeld: false, inTick: 0, floodsUntil: past, typedAt: past };
    this.#members.add(member);
    return {
      read: (bytes) => this.#read(member, bytes),
      typed: () => this.#typed(member),
      close: () => void this.#members.delete(member),
    };
  }

  #read(member: Member, bytes: number): void {
    member.inTick += bytes;
    member.credit -= bytes;
    this.#startTicks();
    if (member.inTick >= FLOOD_BYTES) member.floodsUntil = this.#clock.now() + FLOOD_LASTS_MS;
    if (member.credit >= 0 || member.isHeld) return;
    if (this.#perSecond(member, this.#floods()) === Number.POSITIVE_INFINITY) member.credit = 0;
    else this.#hold(member, true);
  }

  #typed(member: Member): void {
    const now = this.#clock.now();
    if (now - member.typedAt < AFTER_KEY_MS) return;
    member.typedAt = now;
    member.credit = Math.max(member.credit, AFTER_KEY_BYTES);
    if (member.isHeld) this.#hold(member, false);
  }

  #startTicks(): void {
    if (this.#cancelTick) return;
    this.#tickAt = this.#clock.now();
    this.#cancelTick = this.#clock.after(TICK_MS, () => this.#tick());
  }

  #tick(): void {
    this.#cancelTick = undefined;
    const now = this.#clock.now();
    const seconds = Math.max(0, now - this.#tickAt) / 1000;
    const floods = this.#floods();
    let areAllWell = true;
    for (const member of this.#members) {
      if (member.isHeld) member.floodsUntil = now + FLOOD_LASTS_MS;
      member.inTick = 0;
      // Of no limit times no time there is no number.
      const came = seconds > 0 ? this.#perSecond(member, floods) * seconds : 0;
      member.credit = Math.min(BURST_BYTES, member.credit + came);
      if (member.isHeld && member.credit > 0) this.#hold(member, false);
      areAllWell &&= member.credit >= BURST_BYTES;
    }
    if (!areAllWell) this.#startTicks();
  }

  #perSecond(member: Member, floods: number): number {
    const most = floods > 1 ? SHARED_PER_S / floods : Number.POSITIVE_INFINITY;
    return member.isSeen() ? most : Math.min(most, UNSEEN_PER_S);
  }

  #floods(): number {
    const now = this.#clock.now();
    let count = 0;
    for (const member of this.#members) if (member.isHeld || now < member.floodsUntil) count += 1;
    return count;
  }

  #hold(member: Member, on: boolean): void {
    member.isHeld = on;
    member.hold(on);
  }
}
