import { LineCounter, parseDocument } from 'yaml';

/** A text as YAML, or the first mistake in its form. */
export interface ReadYaml {
  readonly root?: unknown;
  readonly mistake?: { readonly line: number; readonly words: string; readonly likely?: string };
}

/** What the commonest mistakes come from, by the parser's codes (https://eemeli.org/yaml/#errors). */
const LIKELY: Readonly<Record<string, string>> = {
  BAD_INDENT: 'Lines that belong together begin in the same column.',
  TAB_AS_INDENT: 'Indent with spaces. YAML takes no tabs.',
  DUPLICATE_KEY: 'The key is there twice. Put both parts below one of them.',
  BLOCK_IN_FLOW: 'After a colon and a value on the same line nothing can be indented below it.',
  MISSING_CHAR: 'A quotation mark or a bracket is not closed, or a colon is missing.',
};

/** Parses a text. */
export function readYaml(text: string): ReadYaml {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true });
  const [first] = document.errors;
  if (!first) return { root: document.toJS() };
  const likely = LIKELY[first.code];
  const words = /[.!?]$/.test(first.message) ? first.message : `${first.message}.`;
  return { mistake: { line: lines.linePos(first.pos[0]).line, words, ...(likely ? { likely } : {}) } };
}

/** What is at a place, or the first key on the way that is not there. */
export type Place =
  | { readonly found: true; readonly value: unknown }
  | { readonly found: false; readonly missing: string };

/** Follows keys joined by dots; a number is a place in a list. */
export function placeIn(root: unknown, at: string): Place {
  const keys = at.split('.');
  let value = root;
  for (const [i, key] of keys.entries()) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) {
      return { found: false, missing: keys.slice(0, i + 1).join('.') };
    }
    value = (value as Record<string, unknown>)[key];
  }
  return { found: true, value };
}
