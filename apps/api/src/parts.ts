import type { Config } from './config.ts';
import type { Hub } from './events/hub.ts';
import type { Log } from './log.ts';
import type { Numbers } from './numbers.ts';

/** What the routes work with. */
export interface Parts {
  readonly servedBy: Config['servedBy'];
  readonly numbers: Numbers;
  readonly hub: Hub;
  readonly log: Log;
  /** Aborted when the program is about to stop. */
  readonly stopping: AbortSignal;
}
