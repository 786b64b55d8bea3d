import unicode from '@xterm/addon-unicode11';
import headless from '@xterm/headless';
import type { ShellSize } from '../sandbox/index.ts';
import { guardScreen } from './screen-guard.ts';
import { charsetLetter, type Innards, type InnerBuffer, innardsOf } from './screen-innards.ts';
import { groundSequence, linkOf, type Pen, penSequence, showsWhenEmpty, underlineColour } from './screen-pen.ts';

/** A terminal as a page has it, without a page: shows what it is sent. */
export class PageTerminal {
  readonly #terminal: headless.Terminal;

  constructor(size: ShellSize) {
    this.#terminal = new headless.Terminal({ ...size, scrollback: 2000, allowProposedApi: true, logLevel: 'off' });
    this.#terminal.loadAddon(new unicode.Unicode11Addon() as unknown as headless.ITerminalAddon);
    this.#terminal.unicode.activeVersion = '11';
    guardScreen(this.#terminal, (error) => {
      throw error;
    });
  }

  show(bytes: Uint8Array): Promise<void> {
    return new Promise((done) => this.#terminal.write(bytes, done));
  }

  resize(size: ShellSize): void {
    this.#terminal.resize(size.cols, size.rows);
  }

  /** Called with what it answers to a program's questions. */
  onAnswer(listener: (bytes: Uint8Array) => void): void {
    this.#terminal.onData((text) => listener(Buffer.from(text)));
  }

  get size(): ShellSize {
    return { cols: this.#terminal.cols, rows: this.#terminal.rows };
  }

  get modes(): headless.IModes {
    return this.#terminal.modes;
  }

  get title(): string {
    return innardsOf(this.#terminal)._inputHandler._windowTitle;
  }

  /** Everything a person or a program could tell two terminals apart by. */
  get looks(): Looks {
    return looksOf(this.#terminal);
  }

  /** The text on the screen and above it; lines that went on are one. */
  get text(): string {
    return textOf(this.#terminal.buffer.active);
  }

  /** The text of what is in sight, row by row. */
  get inSight(): string[] {
    const { active } = this.#terminal.buffer;
    return Array.from({ length: this.#terminal.rows }, (_, row) => lineText(active, active.baseY + row));
  }
}

/** What `looks` tells. */
export interface Looks {
  readonly type: 'normal' | 'alternate';
  readonly cols: number;
  readonly rows: number;
  readonly cursor: object;
  readonly modes: object;
  readonly sets: object;
  readonly titles: readonly string[];
  /** What the normal buffer has and shows, also while it is hidden. */
  readonly normal: object;
  readonly shown: object;
}

function looksOf(terminal: headless.Terminal): Looks {
  const innards = innardsOf(terminal);
  const { buffer, cols, rows, options } = terminal;
  const { coreService, coreMouseService, _inputHandler, _charsetService } = innards;
  // What is between two frames is not kept: it lasts for an instant.
  const { synchronizedOutputMode: _, ...modes } = terminal.modes;
  const pen = _inputHandler._curAttrData;
  return {
    type: buffer.active.type,
    cols,
    rows,
    cursor: {
      x: buffer.active.cursorX,
      y: buffer.active.cursorY,
      hidden: coreService.isCursorHidden,
      style: `${coreService.decPrivateModes.cursorStyle} ${coreService.decPrivateModes.cursorBlink}`,
      pen: penLooks(pen, innards) + (pen.extended.underlineColor ? underlineColour(pen) : ''),
      joins: _inputHandler._parser.precedingJoinState,
    },
    modes: {
      ...modes,
      mouse: coreMouseService.activeEncoding,
      newLine: options.convertEol,
      blink: options.cursorBlink,
    },
    sets: {
      level: _charsetService.glevel,
      now: charsetLetter(_charsetService.charset),
      all: [0, 1, 2, 3].map((set) => charsetLetter(_charsetService._charsets[set])),
    },
    titles: [_inputHandler._windowTitle, _inputHandler._iconName],
    normal: bufferLooks(innards._bufferService.buffers.normal, buffer.normal, terminal),
    shown: bufferLooks(innards.buffer, buffer.active, terminal),
  };
}

function bufferLooks(inner: InnerBuffer, buffer: headless.IBuffer, terminal: headless.Terminal): object {
  const innards = innardsOf(terminal);
  // A full-screen program has no lines above, though xterm.js keeps some where the screen was once higher.
  const first = buffer.type === 'alternate' ? buffer.baseY : 0;
  return {
    region: [inner.scrollTop, inner.scrollBottom],
    tabs: Array.from({ length: terminal.cols }, (_, column) => column).filter((column) => inner.tabs[column]),
    saved: {
      x: Math.min(inner.savedX, terminal.cols - 1),
      y: Math.min(Math.max(inner.savedY - inner.ybase, 0), terminal.rows - 1),
      pen: penLooks(inner.savedCurAttrData, innards),
      set: charsetLetter(inner.savedCharset),
    },
    lines: Array.from({ length: buffer.length - first }, (_, row) => lineLooks(buffer, first + row, terminal, row > 0)),
  };
}

/** A line as text with the pen wherever it changes, `␀` for each empty cell and the width of what is not one cell wide. */
function lineLooks(buffer: headless.IBuffer, row: number, terminal: headless.Terminal, hasBefore: boolean): string {
  const innards = innardsOf(terminal);
  // A narrower full-screen program's lines keep what was cut off.
  const { cols } = terminal;
  const line = buffer.getLine(row);
  // The first line has nothing before it that it could go on from.
  let text = hasBefore && line?.isWrapped ? '⮑' : '';
  let pen = '';
  for (let column = 0; line && column < cols; column++) {
    const cell = line.getCell(column) as (headless.IBufferCell & Pen) | undefined;
    if (!cell) break;
    const isCut = column + cell.getWidth() > cols;
    // Seen as a space, as which it is drawn.
    const chars = (isCut ? '' : cell.getChars()) || (showsWhenEmpty(cell) ? ' ' : '');
    if (cell.getWidth() === 0 && chars === '') continue;
    const now = chars === '' ? groundSequence(cell) : penLooks(cell, innards);
    if (now !== pen) text += `{${now.slice(2)}}`;
    pen = now;
    text += chars === '' ? '␀' : chars + (cell.getWidth() === 1 ? '' : `‹${cell.getWidth()}›`);
  }
  return text.replace(/(\{0?m\})?␀*$/, '');
}

function penLooks(pen: Pen, { _oscLinkService }: Innards): string {
  const link = _oscLinkService.getLinkData(linkOf(pen));
  return penSequence(pen) + (link ? `${link.id ?? ''};${link.uri}` : '');
}

function textOf(buffer: headless.IBuffer): string {
  let text = '';
  for (let row = 0; row < buffer.length; row++)
    text += (row > 0 && !buffer.getLine(row)?.isWrapped ? '\n' : '') + lineText(buffer, row);
  return text.trimEnd();
}

function lineText(buffer: headless.IBuffer, row: number): string {
  return buffer.getLine(row)?.translateToString(true) ?? '';
}
