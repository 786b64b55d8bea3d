/** A piece of a word, as it is before expansion. */
export type WordPart =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  | { readonly kind: 'variable'; readonly name: string; readonly quoted: boolean }
  | { readonly kind: 'script'; readonly script: string; readonly quoted: boolean }
  | { readonly kind: 'sum'; readonly sum: string; readonly quoted: boolean };

export type Word = readonly WordPart[];

export type Token =
  | { readonly kind: 'word'; readonly word: Word; readonly plain?: string }
  | { readonly kind: 'operator'; readonly text: string }
  | { readonly kind: 'hereText'; readonly word: Word };

/** The text is well begun but not finished: the shell asks for more. */
export class Incomplete extends Error {
  override name = 'Incomplete';
}

/** The text fits no rule of the language. */
export class SyntaxMistake extends Error {
  override name = 'SyntaxMistake';
}

const OPERATORS = ['2>&1', '&>', '2>>', '2>', '>>', '<<', '&&', '||', ';;', '>', '<', '|', '&', ';', '(', ')', '\n'];
const NAME = /^(?:[A-Za-z_]\w*|[0-9?#$@*!])/;

/** Cuts a text into words and operators. */
export function lex(text: string): Token[] {
  const tokens: Token[] = [];
  const waiting: string[] = [];
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at);
    const blank = /^(?:[ \t\r]|\\\n)+/.exec(rest)?.[0];
    const comment = /^#[^\n]*/.exec(rest)?.[0];
    const operator = OPERATORS.find((o) => rest.startsWith(o));
    if (rest === '\\\n' || rest === '\\') throw new Incomplete();
    if (blank || comment) at += (blank ?? comment ?? '').length;
    else if (operator) {
      at += operator.length;
      tokens.push({ kind: 'operator', text: operator });
      if (operator === '<<') at = readDelimiter(text, at, waiting);
      if (operator === '\n') at = readHereTexts(text, at, tokens, waiting);
    } else {
      const { word, end } = readWord(text, at);
      at = end;
      tokens.push({ kind: 'word', word, plain: plainText(word) });
    }
  }
  if (waiting.length > 0) throw new Incomplete();
  return tokens;
}

/** The word's text when nothing in it is quoted or expanded: what may be a keyword. */
function plainText(word: Word): string | undefined {
  const [only, more] = word;
  return only?.kind === 'text' && !only.quoted && more === undefined ? only.text : undefined;
}

function readDelimiter(text: string, start: number, waiting: string[]): number {
  const match = /^\s*(['"]?)([\w.-]+)\1/.exec(text.slice(start));
  if (!match) throw new Incomplete();
  waiting.push(`${match[1] === '' ? '' : "'"}${match[2]}`);
  return start + match[0].length;
}

/** The lines of `<<EOF`, put in behind the `<<` that asked for them. */
function readHereTexts(text: string, start: number, tokens: Token[], waiting: string[]): number {
  let at = start;
  for (const asked of waiting.splice(0)) {
    const isQuoted = asked.startsWith("'");
    const end = isQuoted ? asked.slice(1) : asked;
    const lines: string[] = [];
    for (;;) {
      const stop = text.indexOf('\n', at);
      const line = stop < 0 ? text.slice(at) : text.slice(at, stop);
      if (line === end) {
        at = stop < 0 ? text.length : stop + 1;
        break;
      }
      if (stop < 0) throw new Incomplete();
      lines.push(`${line}\n`);
      at = stop + 1;
    }
    const body = lines.join('');
    const word: Word = isQuoted ? [{ kind: 'text', text: body, quoted: true }] : readQuoted(`${body}"`, 0).parts;
    const index = tokens.findIndex(
      (t, i) => t.kind === 'operator' && t.text === '<<' && tokens[i + 1]?.kind !== 'hereText',
    );
    tokens.splice(index + 1, 0, { kind: 'hereText', word });
  }
  return at;
}

function readWord(text: string, start: number): { word: Word; end: number } {
  const parts: WordPart[] = [];
  let plain = '';
  let at = start;
  const flush = () => {
    if (plain !== '') parts.push({ kind: 'text', text: plain, quoted: false });
    plain = '';
  };
  while (at < text.length && !/[\s;&|<>()]/.test(text[at] ?? '')) {
    const piece = readPiece(text, at);
    if (piece) {
      flush();
      parts.push(...piece.parts);
      at = piece.end;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  flush();
  return { word: parts, end: at };
}

/** A part of a word that is more than plain text: quoted, escaped or expanded. */
function readPiece(text: string, at: number): { parts: readonly WordPart[]; end: number } | undefined {
  const char = text[at];
  if (char === '"') return readQuoted(text, at + 1);
  if (char === "'") {
    const end = text.indexOf("'", at + 1);
    if (end < 0) throw new Incomplete();
    return { parts: [{ kind: 'text', text: text.slice(at + 1, end), quoted: true }], end: end + 1 };
  }
  if (char === '\\') {
    const next = text[at + 1];
    if (next === undefined) throw new Incomplete();
    return { parts: next === '\n' ? [] : [{ kind: 'text', text: next, quoted: true }], end: at + 2 };
  }
  const dollar = readDollar(text, at, false);
  return dollar && { parts: [dollar.part], end: dollar.end };
}

/** From behind an opening double quote to behind the closing one. */
function readQuoted(text: string, start: number): { parts: WordPart[]; end: number } {
  const parts: WordPart[] = [];
  let plain = '';
  let at = start;
  const flush = () => parts.push({ kind: 'text', text: plain, quoted: true });
  while (text[at] !== '"') {
    if (at >= text.length) throw new Incomplete();
    const dollar = readDollar(text, at, true);
    if (dollar) {
      flush();
      plain = '';
      parts.push(dollar.part);
      at = dollar.end;
    } else if (text[at] === '\\' && /["\\$`]/.test(text[at + 1] ?? '')) {
      plain += text[at + 1];
      at += 2;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  flush();
  return { parts, end: at + 1 };
}

/** `$name`, `${name}`, `$(script)`, `$((sum))` and `` `script` ``. */
function readDollar(text: string, at: number, quoted: boolean): { part: WordPart; end: number } | undefined {
  if (text[at] === '`') {
    const end = text.indexOf('`', at + 1);
    if (end < 0) throw new Incomplete();
    return { part: { kind: 'script', script: text.slice(at + 1, end), quoted }, end: end + 1 };
  }
  if (text[at] !== '$') return undefined;
  const next = text.slice(at + 1);
  if (next.startsWith('((')) {
    const end = next.indexOf('))');
    if (end < 0) throw new Incomplete();
    return { part: { kind: 'sum', sum: next.slice(2, end), quoted }, end: at + 1 + end + 2 };
  }
  if (next.startsWith('(')) {
    const end = closingParenthesis(text, at + 1);
    return { part: { kind: 'script', script: text.slice(at + 2, end), quoted }, end: end + 1 };
  }
  if (next.startsWith('{')) {
    const end = next.indexOf('}');
    if (end < 0) throw new Incomplete();
    return { part: { kind: 'variable', name: next.slice(1, end), quoted }, end: at + 1 + end + 1 };
  }
  const name = NAME.exec(next)?.[0];
  return name === undefined ? undefined : { part: { kind: 'variable', name, quoted }, end: at + 1 + name.length };
}

/** Where the parenthesis ends that opens at `open`, quotes and inner ones passed over. */
function closingParenthesis(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    const char = text[at];
    if (char === '\\') at += 1;
    else if (char === "'" || char === '"') {
      const end = text.indexOf(char, at + 1);
      if (end < 0) throw new Incomplete();
      at = end;
    } else if (char === '(') depth += 1;
    else if (char === ')') depth -= 1;
    if (depth === 0) return at;
  }
  throw new Incomplete();
}
