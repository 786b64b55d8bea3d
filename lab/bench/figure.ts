import type { Logger as Log } from 'pino';
import type { Config } from '../server/config.ts';
import type { PreparedImages } from '../server/images/index.ts';
import type { Provider } from '../server/sandbox/index.ts';

/** What a figure may use. */
export interface BenchContext {
  readonly config: Config;
  readonly provider: Provider;
  readonly images: PreparedImages;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Says what is being measured. */
  readonly say: (sentence: string) => void;
}

/** One line of the table. `ratio` is ours over theirs. What never came is Infinity. */
export interface FigureResult {
  readonly name: string;
  readonly unit: string;
  readonly ours: number;
  readonly theirs: number;
  /** What it is compared to, where that depends on the machine. */
  readonly against?: string;
  readonly ratio: number;
  readonly goal: string;
  readonly met: boolean;
}

/** What was measured, before it is held to a goal. */
type Measured = Pick<FigureResult, 'name' | 'unit' | 'ours' | 'theirs' | 'against'>;

/** Something that is measured, and what it is compared to in the same run. */
export interface Figure {
  readonly name: string;
  /** What ours and theirs are, in a sentence. */
  readonly about: string;
  measure(context: BenchContext): Promise<FigureResult | readonly FigureResult[]>;
}

/** The middle of some values; the mean of the middle two of an even number. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which a share of the values lies, between neighbours in proportion. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)];
  const high = sorted[Math.ceil(at)];
  if (low === undefined || high === undefined) throw new Error('no values were measured');
  // Also where both never came.
  return low === high ? low : low + (high - low) * (at - Math.floor(at));
}

/** A result whose goal is a share of what it is compared to. */
export function againstRatio(base: Measured, atMost: number): FigureResult {
  const ratio = base.ours / base.theirs;
  return { ...base, ratio, goal: `ratio at most ${atMost}`, met: ratio <= atMost };
}

/** A result whose goal is a limit in its own unit. */
export function againstLimit(base: Measured, atMost: number): FigureResult {
  return { ...base, ratio: base.ours / base.theirs, goal: `at most ${atMost} ${base.unit}`, met: base.ours <= atMost };
}

/** A result whose goal is to reach a share of what it is compared to; more is better. */
export function atLeastRatio(base: Measured, atLeast: number): FigureResult {
  const ratio = base.ours / base.theirs;
  return { ...base, ratio, goal: `ratio at least ${atLeast}`, met: ratio >= atLeast };
}

/** A result whose goal is a number to reach in its own unit; more is better. */
export function atLeastLimit(base: Measured, atLeast: number): FigureResult {
  return {
    ...base,
    ratio: base.ours / base.theirs,
    goal: `at least ${atLeast} ${base.unit}`,
    met: base.ours >= atLeast,
  };
}
