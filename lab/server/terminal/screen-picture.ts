import type { SerializeAddon } from '@xterm/addon-serialize';
import type { IBuffer, IBufferLine, Terminal } from '@xterm/headless';
import { type Pen, penSequence } from './screen-pen.ts';

/**
 * What the serialize addon leaves out and the public API does not tell. The addon itself reads `_core`; the names are
 * those of xterm.js 6 and a test fails when one of them goes.
 */
interface Innards {
  readonly buffer: InnerBuffer;
  readonly _bufferService: { readonly buffers: { readonly normal: InnerBuffer } };
  readonly coreService: { readonly isCursorHidden: boolean };
  readonly coreMouseService: { readonly activeEncoding: string };
  readonly _inputHandler: { readonly _curAttrData: Pen };
}
interface InnerBuffer {
  readonly ybase: number;
  readonly scrollTop: number;
  readonly scrollBottom: number;
  readonly savedX: number;
  readonly savedY: number;
  readonly savedCurAttrData: Pen;
}

const RESET = '\x1bc';
const PLAIN_PEN = '\x1b[0m';
/** As the addon writes it: saves the cursor, and fills the other buffer with the pen's ground. */
const TAKE_ALTERNATE = '\x1b[?1049h';
const TAKE_ALTERNATE_ONLY = '\x1b[?1047h';
const MOUSE_ENCODINGS: Readonly<Record<string, string>> = { SGR: '\x1b[?1006h', SGR_PIXELS: '\x1b[?1016h' };

/** How many lines above the screen are drawn too; all if left out. */
export interface LinesAbove {
  readonly scrollback?: number;
}

/** The bytes that make an emulator of the same size, whatever it shows, show what this one does: text, colours, cursor, modes. */
export function drawPicture(terminal: Terminal, addon: SerializeAddon, above: LinesAbove = {}): Uint8Array {
  const innards = innardsOf(terminal);
  // The addon takes the alternate buffer with the cursor and pen of now; the program that did had others.
  const { normal, active } = terminal.buffer;
  const saved = emptyCells(terminal, normal) + savedCursor(innards._bufferService.buffers.normal, terminal);
  const cells = addon.serialize(above).replace(TAKE_ALTERNATE, `${saved}${PLAIN_PEN}${TAKE_ALTERNATE_ONLY}`);
  const pen = penSequence(innards._inputHandler._curAttrData);
  const places =
    emptyCells(terminal, active) +
    savedCursor(innards.buffer, terminal) +
    region(terminal, innards) +
    cursor(terminal, innards);
  return Buffer.from(RESET + cells + places + pen);
}

/** Where a program will go back to: the cursor it saved, and the pen. */
function savedCursor(buffer: InnerBuffer, terminal: Terminal): string {
  const row = Math.max(buffer.savedY - buffer.ybase, 0);
  const column = Math.min(buffer.savedX, terminal.cols - 1);
  return `\x1b[${row + 1};${column + 1}H${penSequence(buffer.savedCurAttrData)}\x1b7`;
}

/** Whether text goes line by line down the normal screen, so that enough of it pushes out all there was. */
export function hasPlainState(terminal: Terminal): boolean {
  const { buffer, modes, rows } = terminal;
  const { scrollTop, scrollBottom } = innardsOf(terminal).buffer;
  const isWhole = scrollTop === 0 && scrollBottom === rows - 1;
  return isWhole && buffer.active.type === 'normal' && modes.wraparoundMode && !modes.insertMode && !modes.originMode;
}

function innardsOf(terminal: Terminal): Innards {
  return (terminal as unknown as { readonly _core: Innards })._core;
}

/** The empty cells once more: the addon leaves out coloured ones below the last text, and errs where a wrapped line was torn apart. */
function emptyCells(terminal: Terminal, buffer: IBuffer): string {
  let text = terminal.modes.originMode ? '\x1b[?6l' : '';
  for (let row = 0; row < terminal.rows; row++) {
    const line = buffer.getLine(buffer.baseY + row);
    for (let column = 0; line && column < terminal.cols; ) {
      const cell = line.getCell(column);
      const end = cell ? endOfGround(line, column) : column + 1;
      if (cell && end > column) text += `\x1b[${row + 1};${column + 1}H${penSequence(cell)}\x1b[${end - column}X`;
      column = Math.max(end, column + 1);
    }
  }
  return text;
}

/** Where the run of empty cells of one colour ends that begins here; here, when none begins. */
function endOfGround(line: IBufferLine, from: number): number {
  const ground = groundOf(line, from);
  if (ground === undefined) return from;
  let end = from + 1;
  while (end < line.length && groundOf(line, end) === ground) end += 1;
  return end;
}

function groundOf(line: IBufferLine, column: number): number | undefined {
  const cell = line.getCell(column);
  if (cell === undefined) return undefined;
  if (cell.getChars() !== '' || cell.getWidth() === 0) return undefined;
  return cell.isBgDefault() ? -1 : cell.getBgColorMode() + cell.getBgColor();
}

/** Setting a scroll region moves the cursor, as does origin mode: both come before it. */
function region(terminal: Terminal, innards: Innards): string {
  const { scrollTop, scrollBottom } = innards.buffer;
  const isWhole = scrollTop === 0 && scrollBottom === terminal.rows - 1;
  return (isWhole ? '' : `\x1b[${scrollTop + 1};${scrollBottom + 1}r`) + (terminal.modes.originMode ? '\x1b[?6h' : '');
}

function cursor(terminal: Terminal, innards: Innards): string {
  const { cursorX, cursorY } = terminal.buffer.active;
  const row = terminal.modes.originMode ? cursorY - innards.buffer.scrollTop : cursorY;
  const place = `\x1b[${row + 1};${Math.min(cursorX, terminal.cols - 1) + 1}H`;
  const encoding = MOUSE_ENCODINGS[innards.coreMouseService.activeEncoding] ?? '';
  return place + waitingCursor(terminal) + encoding + (innards.coreService.isCursorHidden ? '\x1b[?25l' : '');
}

/** A cursor that waits behind the last column gets there only by printing that column again. */
function waitingCursor(terminal: Terminal): string {
  const { active } = terminal.buffer;
  if (active.cursorX < terminal.cols) return '';
  const line = active.getLine(active.baseY + active.cursorY);
  const isWide = line?.getCell(terminal.cols - 1)?.getWidth() === 0;
  const cell = line?.getCell(terminal.cols - (isWide ? 2 : 1));
  return cell?.getChars() ? `${isWide ? '\x1b[D' : ''}${penSequence(cell)}${cell.getChars()}` : '';
}
