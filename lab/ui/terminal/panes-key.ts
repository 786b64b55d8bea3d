/** What a key means to the panes as a whole. */
export type PanesAction = 'newShell' | 'previous' | 'next' | 'left' | 'right' | 'up' | 'down';

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'shiftKey' | 'altKey' | 'metaKey'>;

const ARROWS: Readonly<Record<string, PanesAction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

/** Keys that neither browsers nor shells use: Ctrl+Shift+Enter, Alt+PageUp and PageDown, Ctrl+Shift+arrows. */
export function panesAction(press: Press): PanesAction | undefined {
  if (press.metaKey) return undefined;
  if (press.ctrlKey && press.shiftKey && !press.altKey) {
    return press.key === 'Enter' ? 'newShell' : ARROWS[press.key];
  }
  if (press.altKey && !press.ctrlKey && !press.shiftKey) {
    if (press.key === 'PageUp') return 'previous';
    if (press.key === 'PageDown') return 'next';
  }
  return undefined;
}
