import type { Terminal } from '@xterm/xterm';
import { type Cell, type Span, stretchTo, wordAt } from './selected-span.ts';

/** A finger that rests so long selects; one that moves further before scrolls. */
const LONG_PRESS_MS = 450;
const STILL_PX = 10;

/** A finger on a screen: moving scrolls; a long press selects the word under it, and moving then selects more. */
export function listenToTouch(o: {
  readonly host: HTMLElement;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  readonly onSelected: () => void;
}): void {
  const { host, terminal, signal } = o;
  let from: Touch | undefined;
  let word: Span | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Where the finger was when a line was last scrolled; undefined while it rests. */
  let scrolledY: number | undefined;
  const end = () => {
    clearTimeout(timer);
    from = undefined;
    word = undefined;
    scrolledY = undefined;
  };
  const scroll = (touch: Touch) => {
    scrolledY ??= touch.clientY;
    const linePx = (screenBox(terminal)?.height ?? 0) / terminal.rows;
    const moved = linePx > 0 ? Math.trunc((scrolledY - touch.clientY) / linePx) : 0;
    if (moved === 0) return;
    scrolledY -= moved * linePx;
    scrollBy(terminal, moved, touch);
  };
  const begin = (touch: Touch) => {
    const cell = cellAt(terminal, touch);
    if (!cell) return;
    word = wordAt(columnsOf(terminal, cell.row), cell);
    terminal.select(word.column, word.row, word.length);
  };
  const listen = (type: 'touchstart' | 'touchmove' | 'touchend' | 'touchcancel', call: (event: TouchEvent) => void) =>
    host.addEventListener(type, call, { capture: true, passive: false, signal });

  signal.addEventListener('abort', end);
  listen('touchstart', (event) => {
    end();
    const [touch] = event.touches;
    if (!touch || event.touches.length > 1) return;
    from = touch;
    timer = setTimeout(() => begin(touch), LONG_PRESS_MS);
  });
  listen('touchmove', (event) => {
    const [touch] = event.touches;
    if (!from || !touch) return;
    if (!word) {
      const isStill = Math.hypot(touch.clientX - from.clientX, touch.clientY - from.clientY) <= STILL_PX;
      if (isStill && scrolledY === undefined) return;
      clearTimeout(timer);
      // Else the browser loads the page anew where it is pulled down.
      event.preventDefault();
      scroll(touch);
      return;
    }
    // The screen stays where it is.
    event.preventDefault();
    event.stopPropagation();
    const cell = cellAt(terminal, touch);
    if (!cell) return;
    const { column, row, length } = stretchTo(word, cell, terminal.cols);
    terminal.select(column, row, length);
  });
  listen('touchend', (event) => {
    const isSelecting = word !== undefined;
    end();
    if (!isSelecting) return;
    // Else the browser makes a click of it, which takes the selection away.
    event.preventDefault();
    o.onSelected();
  });
  listen('touchcancel', end);
  // Some browsers open a menu after a long press, and a right click would paste.
  host.addEventListener(
    'contextmenu',
    (event) => {
      if (!from) return;
      event.preventDefault();
      event.stopPropagation();
    },
    { capture: true, signal },
  );
}

/** Scrolls what is above the screen; a program that has the whole screen, or takes the mouse, gets it as turns of a wheel. */
function scrollBy(terminal: Terminal, count: number, { clientX, clientY }: Touch): void {
  if (terminal.buffer.active.type === 'normal' && terminal.modes.mouseTrackingMode === 'none') {
    terminal.scrollLines(count);
    return;
  }
  const turn = {
    deltaY: Math.sign(count),
    deltaMode: WheelEvent.DOM_DELTA_LINE,
    clientX,
    clientY,
    bubbles: true,
    cancelable: true,
  };
  const screen = terminal.element?.querySelector('.xterm-screen');
  for (let left = Math.abs(count); left > 0; left--) screen?.dispatchEvent(new WheelEvent('wheel', turn));
}

function screenBox(terminal: Terminal): DOMRect | undefined {
  return terminal.element?.querySelector('.xterm-screen')?.getBoundingClientRect();
}

/** The cell below a finger; the nearest one of the screen. */
function cellAt(terminal: Terminal, { clientX, clientY }: Touch): Cell | undefined {
  const box = screenBox(terminal);
  if (!box || box.width === 0 || box.height === 0) return undefined;
  const place = (at: number, size: number, cells: number) =>
    Math.min(cells - 1, Math.max(0, Math.floor((at / size) * cells)));
  const column = place(clientX - box.left, box.width, terminal.cols);
  const row = place(clientY - box.top, box.height, terminal.rows);
  return { column, row: terminal.buffer.active.viewportY + row };
}

/** A line with one sign for each column. */
function columnsOf(terminal: Terminal, row: number): string {
  const line = terminal.buffer.active.getLine(row);
  const signs = Array.from({ length: line?.length ?? 0 }, (_, column) => {
    const cell = line?.getCell(column);
    // The second half of a wide sign has none of its own and belongs to the word.
    return cell?.getWidth() === 0 ? '_' : (cell?.getChars() || ' ').charAt(0);
  });
  return signs.join('');
}
