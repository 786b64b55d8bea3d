import type { Clock } from './clock.ts';
import { OutputShares } from './output-shares.ts';
import { Turns } from './turns.ts';

/** What all terminals of a server share, so that none of them takes it all. */
export interface TerminalLoad {
  /** What is read of shells. */
  readonly shares: OutputShares;
  /** The following of long output. */
  readonly turns: Turns;
}

/** The load of one server. */
export function createTerminalLoad(clock: Clock): TerminalLoad {
  return { shares: new OutputShares(clock), turns: new Turns() };
}
