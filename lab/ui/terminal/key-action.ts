/** What a key means to the terminal itself; `shell`: nothing, it is for the program. */
export type KeyAction = 'shell' | 'copy' | 'nativePaste' | 'leave' | 'find' | 'bigger' | 'smaller' | 'usualSize';

export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}

/** Whether something is selected, and whether a full-screen program runs, which has a Ctrl+V of its own. */
export interface KeyContext {
  readonly hasSelection: boolean;
  readonly isFullScreen: boolean;
}

/** Decides about a key. On a Mac Command+C and Command+V are the browser's and come here as neither. */
export function keyAction(press: KeyPress, context: KeyContext): KeyAction {
  // The browser's own search cannot look above the screen.
  if (press.metaKey && press.key.toLowerCase() === 'f' && !press.altKey && !press.ctrlKey) return 'find';
  if (press.altKey || press.metaKey) return 'shell';
  if (press.key === 'F6') return press.ctrlKey ? 'shell' : 'leave';
  if (press.key === 'Insert') {
    if (press.shiftKey && !press.ctrlKey) return 'nativePaste';
    return press.ctrlKey && !press.shiftKey ? 'copy' : 'shell';
  }
  return press.ctrlKey ? controlAction(press.key.toLowerCase(), press.shiftKey, context) : 'shell';
}

function controlAction(key: string, isShifted: boolean, context: KeyContext): KeyAction {
  switch (key) {
    case 'c':
      return isShifted || context.hasSelection ? 'copy' : 'shell';
    case 'v':
      return isShifted || !context.isFullScreen ? 'nativePaste' : 'shell';
    case 'f':
      return isShifted ? 'find' : 'shell';
    case '+':
    case '=':
      return 'bigger';
    case '-':
      return 'smaller';
    case '0':
      return 'usualSize';
    default:
      return 'shell';
  }
}
