/** What a key made of the line. */
export type Outcome =
  | { readonly kind: 'editing' }
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'interrupt' }
  | { readonly kind: 'endOfInput' };

/** What the editor draws on, and what it recalls. */
export interface EditorHost {
  write(text: string): void;
  readonly columns: number;
  readonly history: readonly string[];
}

const EDITING: Outcome = { kind: 'editing' };
// biome-ignore lint/suspicious/noControlCharactersInRegex: terminals speak in control characters
const ESCAPES = /\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[@-Z]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: terminals speak in control characters
const NEXT_KEY = /^(?:\x1b\[[0-9;?]*[A-Za-z~]|\x1bO[A-Z]|\x1b[^[\]O]|.)/su;

/** Cuts the first key off what was typed. */
export function firstKey(typed: string): string {
  return NEXT_KEY.exec(typed)?.[0] ?? typed.slice(0, 1);
}

interface Place {
  readonly row: number;
  readonly column: number;
}

/** The line at the prompt: typing, moving in it, history, as bash does. */
export class LineEditor {
  readonly #host: EditorHost;
  readonly #actions: ReadonlyMap<string, () => void>;
  #prompt = '';
  #text = '';
  #cursor = 0;
  /** The row of the screen the cursor is in, counted from that of the prompt. */
  #shownRow = 0;
  #isPasting = false;
  #recalled = 0;
  #unfinished = '';

  constructor(host: EditorHost) {
    this.#host = host;
    this.#actions = this.#makeActions();
  }

  /** Begins an empty line behind the prompt and shows both. */
  begin(prompt: string): void {
    this.#prompt = prompt;
    this.#text = '';
    this.#cursor = 0;
    this.#isPasting = false;
    this.#recalled = this.#host.history.length;
    this.#unfinished = '';
    this.#host.write(prompt);
    this.#shownRow = this.#placeOf(0).row;
  }

  /** Shows prompt and line again: another size, another viewer. */
  redraw(): void {
    const up = this.#shownRow > 0 ? `\x1b[${this.#shownRow}A` : '';
    this.#host.write(`\r${up}\x1b[J${this.#prompt}`);
    this.#shownRow = this.#placeOf(0).row;
    this.#draw();
  }

  /** Takes one key (a character or a whole escape sequence). */
  key(key: string): Outcome {
    if (key === '\x03') return { kind: 'interrupt' };
    if (key === '\r' || key === '\n') {
      if (!this.#isPasting) {
        if (this.#cursor !== this.#text.length) this.#moveTo(this.#text.length);
        return { kind: 'line', text: this.#text };
      }
      this.#insert('\n');
    } else if (key === '\x04') {
      if (this.#text === '') return { kind: 'endOfInput' };
      this.#cut(this.#cursor, this.#cursor + 1);
    } else {
      const action = this.#actions.get(key);
      if (action) action();
      else if (key >= ' ') this.#insert(key);
    }
    return EDITING;
  }

  #makeActions(): ReadonlyMap<string, () => void> {
    const back = () => this.#cut(this.#cursor - 1, this.#cursor);
    const home = () => this.#moveTo(0);
    const end = () => this.#moveTo(this.#text.length);
    const left = () => this.#moveTo(this.#cursor - 1);
    const right = () => this.#moveTo(this.#cursor + 1);
    const clear = () => {
      this.#host.write('\x1b[H\x1b[2J');
      this.#shownRow = 0;
      this.redraw();
    };
    const actions: readonly (readonly [readonly string[], () => void])[] = [
      [['\x7f', '\b'], back],
      [['\x1b[3~'], () => this.#cut(this.#cursor, this.#cursor + 1)],
      [['\x15'], () => this.#cut(0, this.#cursor)],
      [['\x0b'], () => this.#cut(this.#cursor, this.#text.length)],
      [['\x17'], () => this.#cut(this.#text.slice(0, this.#cursor).replace(/\S+\s*$/, '').length, this.#cursor)],
      [['\x01', '\x1b[H', '\x1bOH'], home],
      [['\x05', '\x1b[F', '\x1bOF'], end],
      [['\x02', '\x1b[D', '\x1bOD'], left],
      [['\x06', '\x1b[C', '\x1bOC'], right],
      [['\x10', '\x1b[A', '\x1bOA'], () => this.#recall(-1)],
      [['\x0e', '\x1b[B', '\x1bOB'], () => this.#recall(1)],
      [['\x0c'], clear],
      [['\x1b[200~'], () => this.#setPasting(true)],
      [['\x1b[201~'], () => this.#setPasting(false)],
    ];
    return new Map(actions.flatMap(([keys, action]) => keys.map((key) => [key, action] as const)));
  }

  #setPasting(isPasting: boolean): void {
    this.#isPasting = isPasting;
  }

  /** Where the cursor is when it stands before the character of that number. */
  #placeOf(index: number): Place {
    const { columns } = this.#host;
    const length = this.#prompt.replace(ESCAPES, '').length;
    let [row, column] = [Math.floor(length / columns), length % columns];
    for (const char of this.#text.slice(0, index)) {
      if (char === '\n') [row, column] = [row + 1, 0];
      else if (++column >= columns) [row, column] = [row + 1, 0];
    }
    return { row, column };
  }

  /** Draws the line again behind the prompt, which stays as it is. */
  #draw(): void {
    const start = this.#placeOf(0);
    const end = this.#placeOf(this.#text.length);
    const at = this.#placeOf(this.#cursor);
    // A line that just fills its row leaves the cursor behind its last column: the blank makes it go on.
    const wrap = end.column === 0 && this.#text !== '' && !this.#text.endsWith('\n') ? ' \r' : '';
    const text = this.#text.replaceAll('\n', '\r\n') + wrap;
    this.#host.write(
      `${move(this.#shownRow, start)}\x1b[J${text}${this.#cursor < this.#text.length ? move(end.row, at) : ''}`,
    );
    this.#shownRow = at.row;
  }

  #insert(piece: string): void {
    const isAtEnd = this.#cursor === this.#text.length;
    this.#text = this.#text.slice(0, this.#cursor) + piece + this.#text.slice(this.#cursor);
    this.#cursor += piece.length;
    const { row, column } = this.#placeOf(this.#cursor);
    if (!isAtEnd) {
      this.#draw();
      return;
    }
    const wrap = column === 0 && piece !== '\n' ? ' \r' : '';
    this.#host.write(piece.replaceAll('\n', '\r\n') + wrap);
    this.#shownRow = row;
  }

  #cut(from: number, to: number): void {
    const [first, last] = [Math.max(0, from), Math.min(this.#text.length, to)];
    if (first >= last) return;
    this.#text = this.#text.slice(0, first) + this.#text.slice(last);
    this.#cursor = first;
    this.#draw();
  }

  #moveTo(to: number): void {
    const from = this.#placeOf(this.#cursor).row;
    this.#cursor = Math.max(0, Math.min(this.#text.length, to));
    const at = this.#placeOf(this.#cursor);
    this.#host.write(move(from, at));
    this.#shownRow = at.row;
  }

  #recall(by: number): void {
    const { history } = this.#host;
    const to = Math.max(0, Math.min(history.length, this.#recalled + by));
    if (to === this.#recalled) return;
    if (this.#recalled === history.length) this.#unfinished = this.#text;
    this.#recalled = to;
    this.#text = history[to] ?? this.#unfinished;
    this.#cursor = this.#text.length;
    this.#draw();
  }
}

/** Moves the cursor from a row to a place. */
function move(fromRow: number, { row, column }: Place): string {
  const rows = row - fromRow;
  const vertical = rows < 0 ? `\x1b[${-rows}A` : rows > 0 ? `\x1b[${rows}B` : '';
  return `${vertical}\r${column > 0 ? `\x1b[${column}C` : ''}`;
}
