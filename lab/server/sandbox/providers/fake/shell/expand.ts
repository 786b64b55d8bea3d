import { resolvePath } from '../file-tree.ts';
import type { Session } from '../program.ts';
import type { Word, WordPart } from './lexer.ts';

/** Runs a script and gives what it printed: `$(…)`. */
export type Substitute = (script: string) => Promise<string>;

/** What a command reads of its words: variables and scripts filled in, unquoted ones split, file names found. */
export async function expandWords(words: readonly Word[], session: Session, substitute: Substitute): Promise<string[]> {
  const fields: string[] = [];
  for (const word of words) {
    for (const variant of braces(word)) fields.push(...(await expandWord(variant, session, substitute)));
  }
  return fields;
}

/** A word as one text, not split: assignments, targets of redirects. */
export async function expandText(word: Word, session: Session, substitute: Substitute): Promise<string> {
  let text = '';
  for (const [i, part] of word.entries()) {
    const value = await partText(part, session, substitute);
    text += i === 0 && part.kind === 'text' && !part.quoted ? value.replace(/^~(?=$|\/)/, '/root') : value;
  }
  return text;
}

async function partText(part: WordPart, session: Session, substitute: Substitute): Promise<string> {
  if (part.kind === 'text') return part.text;
  if (part.kind === 'variable') return variable(part.name, session);
  if (part.kind === 'sum') return String(sum(part.sum, session));
  return (await substitute(part.script)).replace(/\n+$/, '');
}

function variable(asked: string, session: Session): string {
  const [, name = asked, fallback] = /^(\w+):?-(.*)$/.exec(asked) ?? [];
  if (name === '?') return String(session.lastStatus);
  if (name === '#') return String(session.arguments.length);
  if (name === '@' || name === '*') return session.arguments.join(' ');
  if (name === '$') return '4242';
  if (/^[1-9]$/.test(name)) return session.arguments[Number(name) - 1] ?? '';
  if (name === 'PWD') return session.cwd;
  return session.variables.get(name) || (fallback ?? '');
}

/** Whole numbers, + - * / % and parentheses. */
function sum(text: string, session: Session): number {
  const tokens = text.replace(/\$/g, '').match(/\d+|[A-Za-z_]\w*|[-+*/%()]/g) ?? [];
  let at = 0;
  const atom = (): number => {
    const token = tokens[at++] ?? '0';
    if (token === '-') return -atom();
    if (token === '(') {
      const value = terms();
      at += 1;
      return value;
    }
    return /^\d/.test(token) ? Number(token) : Number(session.variables.get(token) ?? 0);
  };
  const factors = (): number => {
    let value = atom();
    for (let sign = tokens[at]; sign === '*' || sign === '/' || sign === '%'; sign = tokens[at]) {
      at += 1;
      const right = atom();
      value = sign === '*' ? value * right : right === 0 ? 0 : Math.trunc(sign === '/' ? value / right : value % right);
    }
    return value;
  };
  const terms = (): number => {
    let value = factors();
    for (let sign = tokens[at]; sign === '+' || sign === '-'; sign = tokens[at]) {
      at += 1;
      value += sign === '+' ? factors() : -factors();
    }
    return value;
  };
  return terms();
}

/** `node{1..3}` and `{a,b}`: only in text that is not quoted. */
function braces(word: Word): Word[] {
  for (const [i, part] of word.entries()) {
    const match =
      part.kind === 'text' && !part.quoted ? /^(.*?)\{([^{}]*(?:,|\.\.)[^{}]*)\}(.*)$/s.exec(part.text) : null;
    if (!match) continue;
    const [, before = '', list = '', after = ''] = match;
    const piece = (text: string): Word => [
      ...word.slice(0, i),
      { kind: 'text', text: before + text + after, quoted: false },
      ...word.slice(i + 1),
    ];
    return alternatives(list).flatMap((text) => braces(piece(text)));
  }
  return [word];
}

function alternatives(list: string): string[] {
  const range = /^(-?\d+)\.\.(-?\d+)$/.exec(list);
  if (!range) return list.split(',');
  const [from, to] = [Number(range[1]), Number(range[2])];
  return Array.from({ length: Math.abs(to - from) + 1 }, (_, i) => String(from + (to < from ? -i : i)));
}

async function expandWord(word: Word, session: Session, substitute: Substitute): Promise<string[]> {
  const fields: { text: string; pattern: boolean }[] = [];
  let open: { text: string; pattern: boolean } | undefined;
  const append = (text: string, pattern: boolean) => {
    open ??= { text: '', pattern: false };
    open.text += text;
    open.pattern ||= pattern;
  };
  const close = () => {
    if (open) fields.push(open);
    open = undefined;
  };
  for (const [i, part] of word.entries()) {
    const value = await partText(part, session, substitute);
    const isPlain = part.kind === 'text' && !part.quoted;
    if (isPlain) append(i === 0 ? value.replace(/^~(?=$|\/)/, '/root') : value, /[*?]/.test(value));
    else if (part.quoted) append(value, false);
    else {
      for (const [n, piece] of value.split(/[ \t\n]+/).entries()) {
        if (n > 0) close();
        if (piece !== '') append(piece, false);
      }
    }
  }
  close();
  return fields.flatMap((field) => (field.pattern ? matchFiles(field.text, session) : [field.text]));
}

/** Names of files that fit the pattern's last part; the pattern itself when none does. */
function matchFiles(pattern: string, session: Session): string[] {
  const cut = pattern.lastIndexOf('/') + 1;
  const folder = pattern.slice(0, cut);
  const source = pattern
    .slice(cut)
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const test = new RegExp(`^${source}$`);
  const names = session.files.list(resolvePath(session.cwd, folder || '.'));
  const found = names.filter(
    (name) => test.test(name) && (!name.startsWith('.') || pattern.slice(cut).startsWith('.')),
  );
  return found.length > 0 ? found.map((name) => folder + name) : [pattern];
}
