import type { IBuffer, IBufferCell, IBufferLine } from '@xterm/headless';
import type { Innards, Link } from './screen-innards.ts';
import { groundOf, groundSequence, linkOf, type Pen, penSequence, showsWhenEmpty } from './screen-pen.ts';

/** A cell with what the public API leaves out of it. */
type Cell = IBufferCell & Pen;

/** Does nothing but part two characters that would join: it chooses the set of characters that holds anyway. */
const PART = '\x0f';
const PLAIN = '\x1b[m';
/** From here on characters may join others. */
const FIRST_JOINING = 0x300;

/**
 * Draws lines one below the other, from where an empty screen begins: text, colours, styles and links, which cells are empty, and
 * which lines go on from the one before. The serialize addon does the same without links, lines under text and torn lines.
 */
export class LineDrawer {
  readonly #cols: number;
  readonly #links: Innards['_oscLinkService'];
  #out = '';
  /** Sequences by the bits of both colours: a screen has few pens, and each often. */
  readonly #pens = new Map<number, Map<number, string>>();
  #cell: Cell | undefined;
  /** The pen as drawn so far: bits of both colours and, as text, what goes beyond. */
  #fg = 0;
  #bg = 0;
  #beyond = '';
  #link = 0;
  /** Where the cursor is in its line: behind the last column when it waits there. */
  #at = 0;
  /** The last that was drawn is this character, which the next may join; 0 when nothing can. */
  #lastCode = 0;

  constructor(cols: number, links: Innards['_oscLinkService']) {
    this.#cols = cols;
    this.#links = links;
  }

  /** The lines of a buffer from a first one to the end. The cursor is in the first column of the first row, the pen plain; so is the pen after. */
  draw(buffer: IBuffer, first: number): string {
    this.#cell = buffer.getNullCell() as Cell;
    for (let row = first; row < buffer.length; row++) {
      const line = buffer.getLine(row);
      if (!line) continue;
      if (row > first) this.#begin(line, buffer.getLine(row - 1));
      this.#drawLine(line);
    }
    this.#plain();
    const drawn = this.#out;
    this.#out = '';
    return drawn;
  }

  /** Goes on to the next line. */
  #begin(line: IBufferLine, before: IBufferLine | undefined): void {
    if (line.isWrapped && before) {
      this.#wrap(line, before);
      return;
    }
    // A line that comes from below has the ground of the pen.
    if (this.#bg !== 0) this.#plain();
    this.#put('\r\n');
    this.#at = 0;
  }

  /** Makes the next line one that goes on from this one: only a character that has no room does. */
  #wrap(line: IBufferLine, before: IBufferLine): void {
    const first = this.#read(line, 0);
    const isFull = this.#at === this.#cols;
    if (isFull && first?.getChars() && first.getWidth() > 0 && groundOf(first) === 0) {
      this.#at = 0;
      return;
    }
    this.#plain();
    if (!isFull) this.#put(`\x1b[${this.#cols}G `);
    this.#put(' \r');
    if (!isFull) {
      const last = this.#read(before, this.#cols - 1);
      this.#put(`\x1b[A\x1b[${this.#cols}G${last ? groundSequence(last) : ''}\x1b[X${PLAIN}\x1b[B\r`);
    }
    this.#put('\x1b[X');
    this.#at = 0;
  }

  #drawLine(line: IBufferLine): void {
    for (let column = 0; column < this.#cols; ) {
      const cell = this.#read(line, column);
      if (!cell) return;
      const chars = cell.getChars();
      const width = cell.getWidth();
      // A wide character that was cut off at the edge cannot be drawn.
      const isCut = column + width > this.#cols;
      if (chars !== '' && !isCut) {
        this.#goTo(column);
        this.#use(cell);
        this.#print(chars);
        this.#at = column + Math.max(width, 1);
        column = this.#at;
      } else if (width !== 0 && showsWhenEmpty(cell)) {
        this.#goTo(column);
        this.#use(cell);
        this.#print(' ');
        column += 1;
        this.#at = column;
      } else {
        column = this.#skip(line, column);
      }
    }
  }

  /** Leaves out empty cells of one ground, and gives that ground to them; tells where others begin. */
  #skip(line: IBufferLine, from: number): number {
    const ground = groundOf(this.#read(line, from) as Cell);
    let end = from + 1;
    for (; end < this.#cols; end++) {
      const cell = this.#read(line, end);
      if (cell?.getChars() !== '' || groundOf(cell) !== ground || showsWhenEmpty(cell)) break;
    }
    if (ground !== 0) {
      this.#goTo(from);
      const cell = this.#read(line, from) as Cell;
      this.#fg = 0;
      this.#bg = cell.bg & 0x3ffffff;
      this.#beyond = '';
      this.#put(`${groundSequence(cell)}\x1b[${end - from}X`);
    }
    return end;
  }

  #read(line: IBufferLine, column: number): Cell | undefined {
    return line.getCell(column, this.#cell) as Cell | undefined;
  }

  #goTo(column: number): void {
    if (column === this.#at) return;
    this.#put(`\x1b[${column + 1}G`);
    this.#at = column;
  }

  #use(cell: Cell): void {
    const link = linkOf(cell);
    if (link !== this.#link) this.#useLink(link);
    const beyond = cell.hasExtendedAttrs() ? `${cell.extended._ext}` : '';
    if (cell.fg === this.#fg && cell.bg === this.#bg && beyond === this.#beyond) return;
    this.#fg = cell.fg;
    this.#bg = cell.bg;
    this.#beyond = beyond;
    this.#put(beyond ? penSequence(cell) : this.#known(cell));
  }

  #known(cell: Cell): string {
    const grounds = this.#pens.get(cell.fg) ?? new Map<number, string>();
    this.#pens.set(cell.fg, grounds);
    const known = grounds.get(cell.bg) ?? penSequence(cell);
    grounds.set(cell.bg, known);
    return known;
  }

  #useLink(link: number): void {
    this.#put(linkSequence(this.#links.getLinkData(link)));
    this.#link = link;
  }

  #plain(): void {
    if (this.#link !== 0) this.#useLink(0);
    if (this.#fg === 0 && this.#bg === 0 && this.#beyond === '') return;
    this.#fg = 0;
    this.#bg = 0;
    this.#beyond = '';
    this.#put(PLAIN);
  }

  #print(chars: string): void {
    const first = chars.codePointAt(0) ?? 0;
    if (this.#lastCode !== 0 && (mayJoin(first) || mayJoin(this.#lastCode))) this.#put(PART);
    this.#out += chars;
    this.#lastCode = chars.length === 1 ? first : FIRST_JOINING;
  }

  #put(sequence: string): void {
    this.#out += sequence;
    this.#lastCode = 0;
  }
}

/** Whether a character may become one with a neighbour; those of which screens are full are known not to. */
function mayJoin(code: number): boolean {
  const isLineDrawing = code >= 0x2500 && code <= 0x259f;
  const isHan = code >= 0x3400 && code <= 0x9fff;
  return code >= FIRST_JOINING && !isLineDrawing && !isHan;
}

/** The sequence that begins a link, or ends one. */
export function linkSequence(link: Link | undefined): string {
  return `\x1b]8;${link?.id ? `id=${link.id}` : ''};${link?.uri ?? ''}\x1b\\`;
}
