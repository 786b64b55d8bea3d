import type { Terminal } from '@xterm/xterm';
import { type KeyAction, keyAction } from './key-action.ts';
import { listenToTouch } from './screen-touch.ts';

/** What comes of keyboard, mouse and fingers on a screen. */
export interface HandEvents {
  /** Keys, pastes and answers for the program. */
  readonly onInput: (bytes: Uint8Array) => void;
  /** A key that means something to the page; the others go to the program. */
  readonly onAction: (action: Exclude<KeyAction, 'shell' | 'nativePaste' | 'leave'>) => void;
  readonly onPaste: (text: string) => void;
  /** Something was selected by mouse or finger. */
  readonly onSelected: () => void;
}

interface Hands {
  readonly host: HTMLElement;
  readonly terminal: Terminal;
  readonly options: HandEvents;
  readonly signal: AbortSignal;
}

/** Listens to what is typed, pasted, selected and touched until the signal. */
export function listenToHands({ host, terminal, options, signal }: Hands): void {
  const encoder = new TextEncoder();
  terminal.onData((text) => options.onInput(encoder.encode(text)));
  // Old mouse reports are bytes, not text.
  terminal.onBinary((text) => options.onInput(Uint8Array.from(text, (sign) => sign.charCodeAt(0))));
  terminal.attachCustomKeyEventHandler((event) => isForProgram(event, terminal, options));
  const paste = (event: ClipboardEvent) => {
    event.preventDefault();
    event.stopPropagation();
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (text) options.onPaste(text);
  };
  // Before the emulator gets it, to ask about long ones.
  host.addEventListener('paste', paste, { capture: true, signal });
  // The button may be let go outside of the screen.
  const selected = () => terminal.hasSelection() && options.onSelected();
  host.addEventListener(
    'mousedown',
    ({ button }) => button === 0 && window.addEventListener('mouseup', selected, { once: true, signal }),
    { capture: true, signal },
  );
  listenToTouch({ host, terminal, signal, onSelected: options.onSelected });
}

function isForProgram(event: KeyboardEvent, terminal: Terminal, options: HandEvents): boolean {
  const context = {
    hasSelection: terminal.hasSelection(),
    isFullScreen: terminal.buffer.active.type === 'alternate',
  };
  const action = keyAction(event, context);
  if (action === 'shell') return true;
  // Left to the browser: it pastes even where a page may not read the clipboard, and F6 goes on to the page.
  if (action === 'nativePaste' || action === 'leave') return false;
  event.preventDefault();
  if (event.type === 'keydown') options.onAction(action);
  return false;
}
