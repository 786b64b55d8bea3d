/** A cell of a screen with what is above it: both from 0. */
export interface Cell {
  readonly column: number;
  readonly row: number;
}

/** What a terminal selects: so many cells from one on, line after line. */
export interface Span {
  readonly column: number;
  readonly row: number;
  readonly length: number;
}

/** The word at a cell: what is between blanks. The cell itself where there is none. `text` has a sign for each column. */
export function wordAt(text: string, cell: Cell): Span {
  const isBlank = (column: number) => /^\s?$/.test(text.charAt(column));
  if (isBlank(cell.column)) return { ...cell, length: 1 };
  let from = cell.column;
  let to = cell.column;
  while (from > 0 && !isBlank(from - 1)) from -= 1;
  while (to + 1 < text.length && !isBlank(to + 1)) to += 1;
  return { column: from, row: cell.row, length: to - from + 1 };
}

/** A selection that reaches from a word to a cell, before or behind it, both in it. */
export function stretchTo(word: Span, cell: Cell, cols: number): Span {
  const first = word.row * cols + word.column;
  const at = cell.row * cols + cell.column;
  const from = Math.min(first, at);
  const to = Math.max(first + word.length - 1, at);
  return { column: from % cols, row: Math.floor(from / cols), length: to - from + 1 };
}
