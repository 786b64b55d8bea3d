/** What a key made of the line. */
export type Outcome =
  | { readonly kind: 'editing' }
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'interrupt' }
  | { readonly kind: 'endOfInput' };

export interface LineEditor {
  /** Takes one key (a character or a whole escape sequence). */
  key(key: string): Outcome;
  /** Begins an empty line behind the prompt and shows both. */
  begin(prompt: string): void;
  /** Shows prompt and line again: another size, another viewer. */
  redraw(): void;
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

/** The line at the prompt: typing, moving in it, history, as bash does. */
export function createLineEditor(o: {
  write(text: string): void;
  columns(): number;
  history: readonly string[];
}): LineEditor {
  let prompt = '';
  let text = '';
  let cursor = 0;
  let shownRow = 0;
  let pasting = false;
  let place = 0;
  let unfinished = '';

  const position = (upTo: number) => {
    let [row, column] = [0, prompt.replace(ESCAPES, '').length];
    for (const char of text.slice(0, upTo)) {
      if (char === '\n') [row, column] = [row + 1, 0];
      else if (++column >= o.columns()) [row, column] = [row + 1, 0];
    }
    return { row, column };
  };

  const draw = () => {
    const up = shownRow > 0 ? `\x1b[${shownRow}A` : '';
    const end = position(text.length);
    const at = position(cursor);
    // A line that just fills its row leaves the cursor behind its last column: the blank makes it go on.
    const wrap = text !== '' && end.column === 0 && !text.endsWith('\n') ? ' \r' : '';
    const back = end.row > at.row ? `\x1b[${end.row - at.row}A` : '';
    const moveTo = cursor === text.length ? '' : `${back}\r${at.column > 0 ? `\x1b[${at.column}C` : ''}`;
    o.write(`\r${up}\x1b[J${prompt}${text.replaceAll('\n', '\r\n')}${wrap}${moveTo}`);
    shownRow = at.row;
  };

  const insert = (piece: string) => {
    const atEnd = cursor === text.length;
    text = text.slice(0, cursor) + piece + text.slice(cursor);
    cursor += piece.length;
    const { row, column } = position(cursor);
    if (!atEnd || column === 0 || piece.includes('\n')) return draw();
    shownRow = row;
    o.write(piece);
  };

  const cut = (from: number, to: number) => {
    if (from === to) return;
    text = text.slice(0, from) + text.slice(to);
    cursor = from;
    draw();
  };

  const moveTo = (to: number) => {
    cursor = Math.max(0, Math.min(text.length, to));
    draw();
  };

  const recall = (by: number) => {
    const to = Math.max(0, Math.min(o.history.length, place + by));
    if (to === place) return;
    if (place === o.history.length) unfinished = text;
    place = to;
    text = place === o.history.length ? unfinished : (o.history[place] ?? '');
    cursor = text.length;
    draw();
  };

  const wordStart = () => text.slice(0, cursor).replace(/\S+\s*$/, '').length;

  const actions: Readonly<Record<string, () => void>> = {
    '\x7f': () => cut(Math.max(0, cursor - 1), cursor),
    '\b': () => cut(Math.max(0, cursor - 1), cursor),
    '\x1b[3~': () => cut(cursor, Math.min(text.length, cursor + 1)),
    '\x15': () => cut(0, cursor),
    '\x0b': () => {
      text = text.slice(0, cursor);
      draw();
    },
    '\x17': () => cut(wordStart(), cursor),
    '\x01': () => moveTo(0),
    '\x1b[H': () => moveTo(0),
    '\x1bOH': () => moveTo(0),
    '\x05': () => moveTo(text.length),
    '\x1b[F': () => moveTo(text.length),
    '\x1bOF': () => moveTo(text.length),
    '\x1b[D': () => moveTo(cursor - 1),
    '\x1bOD': () => moveTo(cursor - 1),
    '\x1b[C': () => moveTo(cursor + 1),
    '\x1bOC': () => moveTo(cursor + 1),
    '\x1b[A': () => recall(-1),
    '\x1bOA': () => recall(-1),
    '\x1b[B': () => recall(1),
    '\x1bOB': () => recall(1),
    '\x0c': () => {
      o.write('\x1b[H\x1b[2J');
      shownRow = 0;
      draw();
    },
    '\x1b[200~': () => {
      pasting = true;
    },
    '\x1b[201~': () => {
      pasting = false;
    },
  };

  return {
    begin(next) {
      [prompt, text, cursor, shownRow, pasting] = [next, '', 0, 0, false];
      [place, unfinished] = [o.history.length, ''];
      o.write(prompt);
    },
    redraw: draw,
    key(key) {
      if (key === '\r' || key === '\n') {
        if (pasting) insert('\n');
        else {
          if (cursor !== text.length) moveTo(text.length);
          return { kind: 'line', text };
        }
      } else if (key === '\x03') return { kind: 'interrupt' };
      else if (key === '\x04') {
        if (text === '') return { kind: 'endOfInput' };
        cut(cursor, Math.min(text.length, cursor + 1));
      } else if (actions[key]) actions[key]();
      else if (key >= ' ') insert(key);
      return EDITING;
    },
  };
}
