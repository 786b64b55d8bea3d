import type { Screen } from './screen.ts';
import type { ShellLink } from './shell-link.ts';

/** So much may wait for a screen before its source should; and from where on that may go on. */
const SCREEN_HIGH_BYTES = 2 * 1024 * 1024;
const SCREEN_LOW_BYTES = 512 * 1024;

/** Has a shell wait for the screen that follows it, or go on. */
export function balanceScreen({ backlogBytes }: Pick<Screen, 'backlogBytes'>, link: ShellLink): void {
  if (backlogBytes > SCREEN_HIGH_BYTES) link.hold('screen', true);
  else if (backlogBytes < SCREEN_LOW_BYTES) link.hold('screen', false);
}
