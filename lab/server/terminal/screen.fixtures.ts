import unicode from '@xterm/addon-unicode11';
import headless from '@xterm/headless';
import type { ShellSize } from '../sandbox/index.ts';
import { type Pen, penSequence } from './screen-pen.ts';

/** A terminal as a page has it, without a page: shows what it is sent. */
export class PageTerminal {
  readonly #terminal: headless.Terminal;

  constructor(size: ShellSize) {
    this.#terminal = new headless.Terminal({ ...size, scrollback: 2000, allowProposedApi: true });
    this.#terminal.loadAddon(new unicode.Unicode11Addon() as unknown as headless.ITerminalAddon);
    this.#terminal.unicode.activeVersion = '11';
  }

  show(bytes: Uint8Array): Promise<void> {
    return new Promise((done) => this.#terminal.write(bytes, done));
  }

  resize(size: ShellSize): void {
    this.#terminal.resize(size.cols, size.rows);
  }

  /** Everything a person or a program could tell two terminals apart by. */
  get looks(): object {
    const { buffer, modes, cols, rows } = this.#terminal;
    const { cursorX, cursorY, type } = buffer.active;
    const hidden = (this.#terminal as unknown as { _core: { coreService: { isCursorHidden: boolean } } })._core
      .coreService.isCursorHidden;
    return {
      cols,
      rows,
      type,
      cursorX,
      cursorY,
      hidden,
      modes,
      normal: linesOf(buffer.normal),
      shown: linesOf(buffer.active),
    };
  }

  /** The text on the screen and above it. */
  get text(): string {
    return linesOf(this.#terminal.buffer.active)
      .map((line) => line.text)
      .join('\n')
      .trimEnd();
  }
}

function linesOf(buffer: headless.IBuffer): { text: string; pens: string; wrapped: boolean }[] {
  const lines = [];
  for (let row = 0; row < buffer.length; row++) {
    const line = buffer.getLine(row);
    if (!line) continue;
    const pens: string[] = [];
    for (let column = 0; column < line.length; column++) {
      const cell = line.getCell(column);
      if (cell) pens.push(cell.getChars() ? penSequence(cell) : groundOf(cell));
    }
    // The first line has nothing before it that it could go on from.
    lines.push({ text: line.translateToString(true), pens: pens.join(''), wrapped: row > 0 && line.isWrapped });
  }
  return lines;
}

/** An empty cell shows its ground only. */
function groundOf(cell: Pen): string {
  return cell.isBgRGB() || cell.isBgPalette() ? `(${cell.getBgColor()})` : '.';
}
