import type { IBufferCell, Terminal } from '@xterm/headless';
import { type Charset, charsetLetter, type Innards, type InnerBuffer, innardsOf } from './screen-innards.ts';
import { LineDrawer, linkSequence } from './screen-lines.ts';
import { groundOf, groundSequence, linkOf, type Pen, penSequence, underlineColour } from './screen-pen.ts';

const RESET = '\x1bc';
const PLAIN_PEN = '\x1b[m';
const TAKE_ALTERNATE = '\x1b[?1047h';
const LEAVE_ALTERNATE = '\x1b[?1047l';
const TAB_STOP = '\x1bH';
const TAB_WIDTH = 8;
const NO_LINK = linkSequence(undefined);
/** Styles of the cursor by the number that asks for one that blinks; the next number asks for one that does not. */
const CURSOR_STYLES = { block: 1, underline: 3, bar: 5, own: 7 } as const;
/** What chooses the four sets of characters, and what takes each of them. */
const DESIGNATE = ['(', ')', '*', '+'] as const;
const TAKE_SET = ['', '\x0e', '\x1bn', '\x1bo'] as const;
const MOUSE_MODES = {
  none: '',
  x10: '\x1b[?9h',
  vt200: '\x1b[?1000h',
  drag: '\x1b[?1002h',
  any: '\x1b[?1003h',
} as const;
const MOUSE_ENCODINGS: Readonly<Record<string, string>> = { SGR: '\x1b[?1006h', SGR_PIXELS: '\x1b[?1016h' };

/** How many lines above the screen are drawn too; all if left out. */
export interface LinesAbove {
  readonly scrollback?: number;
}

/**
 * The bytes that make an emulator of the same size, whatever it shows, one that nobody can tell from this one: text, colours, links,
 * both buffers, cursor, tab stops, sets of characters, modes, title. What stands between two frames (synchronized output) is not kept.
 */
export function drawPicture(terminal: Terminal, above: LinesAbove = {}): Uint8Array {
  const innards = innardsOf(terminal);
  const { normal, alternate, active } = terminal.buffer;
  const drawer = new LineDrawer(terminal.cols, innards._oscLinkService);
  const first = Math.max(0, normal.length - terminal.rows - (above.scrollback ?? normal.length));
  const { normal: behind, alt } = innards._bufferService.buffers;
  const parts = [RESET, titles(innards), leftBehind(alt, terminal), drawer.draw(normal, first)];
  if (active.type === 'alternate') {
    parts.push(tabStops(behind, terminal), savedCursor(behind, terminal), region(behind, terminal));
    parts.push(PLAIN_PEN, TAKE_ALTERNATE, '\x1b[H', drawer.draw(alternate, alternate.baseY));
  }
  parts.push(tabStops(innards.buffer, terminal), savedCursor(innards.buffer, terminal));
  parts.push(charsets(innards), region(innards.buffer, terminal), modes(terminal, innards), cursor(terminal, innards));
  return Buffer.from(parts.join(''));
}

/** Whether text goes line by line down the normal screen, so that enough of it pushes out all there was. */
export function hasPlainState(terminal: Terminal): boolean {
  const { buffer, modes, rows } = terminal;
  const { scrollTop, scrollBottom } = innardsOf(terminal).buffer;
  const isWhole = scrollTop === 0 && scrollBottom === rows - 1;
  return isWhole && buffer.active.type === 'normal' && modes.wraparoundMode && !modes.insertMode && !modes.originMode;
}

function titles({ _inputHandler: { _windowTitle, _iconName } }: Innards): string {
  return `\x1b]2;${_windowTitle}\x07${_iconName ? `\x1b]1;${_iconName}\x07` : ''}`;
}

/** Where the stops are not those that every terminal begins with. */
function tabStops({ tabs }: InnerBuffer, { cols }: Terminal): string {
  const columns = Array.from({ length: cols }, (_, column) => column);
  if (columns.every((column) => Boolean(tabs[column]) === (column % TAB_WIDTH === 0))) return '';
  const stops = columns.filter((column) => tabs[column]).map((column) => `\x1b[${column + 1}G${TAB_STOP}`);
  return `\x1b[3g${stops.join('')}`;
}

/** Where a program will go back to: the cursor it saved, the pen and the set of characters. */
function savedCursor(buffer: InnerBuffer, terminal: Terminal): string {
  const row = Math.max(buffer.savedY - buffer.ybase, 0);
  const column = Math.min(buffer.savedX, terminal.cols - 1);
  const place = `\x1b[${row + 1};${column + 1}H${penSequence(buffer.savedCurAttrData)}${mark(buffer.savedCurAttrData)}`;
  return `${place}${designate(0, buffer.savedCharset)}\x1b7${designate(0, undefined)}${NO_LINK}${PLAIN_PEN}`;
}

/** The cursor that a full-screen program saved and left for the next one. */
function leftBehind(alternate: InnerBuffer, terminal: Terminal): string {
  const { savedX, savedY, savedCurAttrData, savedCharset } = alternate;
  if (!(savedX || savedY || savedCurAttrData.fg || savedCurAttrData.bg || savedCharset)) return '';
  return `${TAKE_ALTERNATE}${savedCursor(alternate, terminal)}${LEAVE_ALTERNATE}\x1b[H`;
}

/** A saved pen keeps whether it had a link or a kind of line under the text, but not which. */
function mark(saved: Pen): string {
  return saved.hasExtendedAttrs() ? '\x1b]8;;saved\x1b\\' : '';
}

function designate(set: 0 | 1 | 2 | 3, charset: Charset): string {
  return `\x1b${DESIGNATE[set]}${charsetLetter(charset)}`;
}

function charsets({ _charsetService: { _charsets, glevel, charset }, buffer }: Innards): string {
  let text = '';
  for (const set of [0, 1, 2, 3] as const) if (_charsets[set]) text += designate(set, _charsets[set]);
  text += TAKE_SET[glevel] ?? '';
  // One that came back with the cursor, and lasts until another is taken.
  return charset !== _charsets[glevel] && charset === buffer.savedCharset ? `${text}\x1b8` : text;
}

/** Setting a scroll region moves the cursor. */
function region({ scrollTop, scrollBottom }: InnerBuffer, { rows }: Terminal): string {
  const isWhole = scrollTop === 0 && scrollBottom === rows - 1;
  return isWhole ? '' : `\x1b[${scrollTop + 1};${scrollBottom + 1}r`;
}

/** Those that a reset does not set so by itself. Origin mode moves the cursor. */
function modes(terminal: Terminal, { coreService, coreMouseService }: Innards): string {
  const { modes: on, options } = terminal;
  const { cursorStyle, cursorBlink } = coreService.decPrivateModes;
  const shape = CURSOR_STYLES[cursorStyle ?? 'own'] + (cursorBlink ? 0 : 1);
  const style = cursorBlink === undefined ? '' : `\x1b[${shape} q`;
  const wanted: readonly [unknown, string][] = [
    [on.applicationCursorKeysMode, '\x1b[?1h'],
    [on.applicationKeypadMode, '\x1b[?66h'],
    [on.bracketedPasteMode, '\x1b[?2004h'],
    [on.insertMode, '\x1b[4h'],
    [on.originMode, '\x1b[?6h'],
    [on.reverseWraparoundMode, '\x1b[?45h'],
    [on.sendFocusMode, '\x1b[?1004h'],
    [!on.wraparoundMode, '\x1b[?7l'],
    [options.cursorBlink, '\x1b[?12h'],
    [coreService.isCursorHidden, '\x1b[?25l'],
  ];
  const asked = wanted.filter(([isOn]) => isOn).map(([, sequence]) => sequence);
  // A reset leaves this one as it is.
  const newLine = options.convertEol ? '\x1b[20h' : '\x1b[20l';
  const mouse = MOUSE_MODES[on.mouseTrackingMode] + (MOUSE_ENCODINGS[coreMouseService.activeEncoding] ?? '');
  return asked.join('') + newLine + mouse + style;
}

/** Cursor and pen, last of all, as is what was just printed: the next character may join it, repeat it or wrap behind it. */
function cursor(terminal: Terminal, innards: Innards): string {
  const { cursorX, cursorY } = terminal.buffer.active;
  const row = terminal.modes.originMode ? cursorY - innards.buffer.scrollTop : cursorY;
  const goTo = (column: number) => `\x1b[${row + 1};${column + 1}H`;
  const { _curAttrData, _parser } = innards._inputHandler;
  const pen = penNow(_curAttrData, innards);
  const isJust = _parser.precedingJoinState !== 0;
  const isWaiting = cursorX >= terminal.cols;
  const last = isJust || isWaiting ? cellBefore(terminal, cursorX) : undefined;
  if (!last) return goTo(Math.min(cursorX, terminal.cols - 1)) + (isWaiting ? waitEmpty(terminal) : '') + pen;
  // In insert mode it would move the rest of its line.
  const room = terminal.modes.insertMode ? `\x1b[${cursorX - last.column}P` : '';
  const cell = last.cell.getChars();
  if (isJust) return goTo(last.column) + pen + room + cell;
  const link = innards._oscLinkService.getLinkData(linkOf(last.cell));
  return goTo(last.column) + penSequence(last.cell) + linkSequence(link) + room + cell + NO_LINK + pen;
}

function penNow(pen: Pen, { _oscLinkService }: Innards): string {
  const waiting = pen.extended.underlineColor && !pen.hasExtendedAttrs() ? `\x1b[${underlineColour(pen)}m` : '';
  const link = _oscLinkService.getLinkData(linkOf(pen));
  return penSequence(pen) + waiting + (link ? linkSequence(link) : '');
}

/** Waits behind a line that was erased meanwhile: erasing up to the cursor leaves the cursor where it is. */
function waitEmpty(terminal: Terminal): string {
  const { active } = terminal.buffer;
  const line = active.getLine(active.baseY + active.cursorY);
  const cells = Array.from({ length: terminal.cols }, (_, column) => line?.getCell(column) as IBufferCell & Pen);
  const [first] = cells;
  const isOne = first && cells.every((cell) => cell.getChars() === '' && groundOf(cell) === groundOf(first));
  return isOne ? ` ${groundSequence(first)}\x1b[1K` : '';
}

/** What was printed just in front of the cursor, if anything. */
function cellBefore(terminal: Terminal, cursorX: number): { cell: IBufferCell & Pen; column: number } | undefined {
  const { active } = terminal.buffer;
  const line = active.getLine(active.baseY + active.cursorY);
  const isWide = line?.getCell(cursorX - 1)?.getWidth() === 0 && !line.getCell(cursorX - 1)?.getChars();
  const column = cursorX - (isWide ? 2 : 1);
  const cell = line?.getCell(column) as (IBufferCell & Pen) | undefined;
  return cell?.getChars() ? { cell, column } : undefined;
}
