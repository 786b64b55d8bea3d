import type { ITheme } from '@xterm/xterm';

/** The colours a terminal has a name for, and the tokens they come from. */
export const COLOUR_TOKENS = {
  background: '--t-bg',
  foreground: '--t-fg',
  cursor: '--t-fg',
  cursorAccent: '--t-bg',
  selectionBackground: '--t-selection',
  black: '--t-black',
  red: '--t-red',
  green: '--t-green',
  yellow: '--t-yellow',
  blue: '--t-blue',
  magenta: '--t-magenta',
  cyan: '--t-cyan',
  white: '--t-fg',
  brightBlack: '--t-dim',
  brightRed: '--t-bright-red',
  brightGreen: '--t-bright-green',
  brightYellow: '--t-bright-yellow',
  brightBlue: '--t-bright-blue',
  brightMagenta: '--t-bright-magenta',
  brightCyan: '--t-bright-cyan',
  brightWhite: '--t-bright-white',
  scrollbarSliderBackground: '--t-scroll',
  scrollbarSliderHoverBackground: '--t-scroll-hover',
  scrollbarSliderActiveBackground: '--t-scroll-hover',
} as const satisfies Partial<Record<keyof ITheme, string>>;

/** The theme of a terminal within an element, from the tokens that hold there. */
export function readTheme(element: Element): ITheme {
  const style = getComputedStyle(element);
  const entries = Object.entries(COLOUR_TOKENS).map(([name, token]) => [name, style.getPropertyValue(token).trim()]);
  return Object.fromEntries(entries.filter(([, colour]) => colour !== ''));
}
