import { Incomplete, lex, SyntaxMistake, type Token, type Word } from './lexer.ts';

export interface Redirect {
  readonly kind: '>' | '>>' | '<' | '<<' | '2>' | '2>>' | '2>&1' | '&>';
  readonly target: Word;
}

export type Command =
  | { readonly kind: 'simple'; readonly words: readonly Word[]; readonly redirects: readonly Redirect[] }
  | {
      readonly kind: 'for';
      readonly name: string;
      readonly words: readonly Word[];
      readonly body: Script;
      readonly redirects: readonly Redirect[];
    }
  | {
      readonly kind: 'loop';
      readonly until: boolean;
      readonly test: Script;
      readonly body: Script;
      readonly redirects: readonly Redirect[];
    }
  | {
      readonly kind: 'if';
      readonly branches: readonly Branch[];
      readonly otherwise?: Script;
      readonly redirects: readonly Redirect[];
    }
  | {
      readonly kind: 'group';
      readonly body: Script;
      /** In parentheses: a shell of its own. */
      readonly isInner: boolean;
      readonly redirects: readonly Redirect[];
    };

interface Branch {
  readonly test: Script;
  readonly body: Script;
}

export interface Pipeline {
  readonly commands: readonly Command[];
  readonly negated: boolean;
  /** How it is joined to the one before it. */
  readonly after: ';' | '&&' | '||';
}

export type Script = readonly Pipeline[];

const CLOSERS = new Set(['done', 'do', 'then', 'fi', 'else', 'elif', '}', ')']);
const REDIRECTS = new Set(['>', '>>', '<', '<<', '2>', '2>>', '2>&1', '&>']);

/** Reads a text of the shell's language; throws Incomplete when more lines are needed. */
export function parse(text: string): Script {
  const reader = createReader(lex(text));
  const script = readScript(reader);
  const left = reader.peek();
  if (left) throw new SyntaxMistake(`syntax error near unexpected token \`${describe(left)}'`);
  return script;
}

interface Reader {
  peek(): Token | undefined;
  next(): Token | undefined;
  /** Takes an operator or an unquoted word when it comes next. */
  take(text: string): boolean;
  expect(text: string): void;
}

const describe = (token: Token): string =>
  token.kind === 'operator'
    ? token.text === '\n'
      ? 'newline'
      : token.text
    : token.kind === 'word'
      ? (token.plain ?? 'word')
      : 'text';

const isText = (token: Token | undefined, text: string): boolean =>
  (token?.kind === 'operator' && token.text === text) || (token?.kind === 'word' && token.plain === text);

function createReader(tokens: readonly Token[]): Reader {
  let at = 0;
  const reader: Reader = {
    peek: () => tokens[at],
    next: () => tokens[at++],
    take(text) {
      const fits = isText(tokens[at], text);
      if (fits) at += 1;
      return fits;
    },
    expect(text) {
      const token = tokens[at];
      if (!token) throw new Incomplete();
      if (!reader.take(text)) throw new SyntaxMistake(`syntax error near unexpected token \`${describe(token)}'`);
    },
  };
  return reader;
}

function skipLines(reader: Reader): void {
  while (reader.take('\n'));
}

function readScript(reader: Reader): Script {
  const pipelines: Pipeline[] = [];
  let after: Pipeline['after'] = ';';
  for (;;) {
    skipLines(reader);
    const token = reader.peek();
    const isOver = !token || (token.kind === 'operator' ? token.text === ')' : CLOSERS.has(describe(token)));
    if (isOver) {
      if (after !== ';') throw new Incomplete();
      return pipelines;
    }
    pipelines.push(readPipeline(reader, after));
    if (reader.take('&&')) after = '&&';
    else if (reader.take('||')) after = '||';
    else {
      after = ';';
      const isJoined = reader.take(';') || reader.take('&') || reader.take('\n');
      if (!isJoined) return pipelines;
    }
  }
}

function readPipeline(reader: Reader, after: Pipeline['after']): Pipeline {
  const negated = reader.take('!');
  const commands = [readCommand(reader)];
  while (reader.take('|')) {
    skipLines(reader);
    commands.push(readCommand(reader));
  }
  return { commands, negated, after };
}

function readCommand(reader: Reader): Command {
  if (!reader.peek()) throw new Incomplete();
  if (reader.take('for')) return readFor(reader);
  if (reader.take('while')) return readLoop(reader, false);
  if (reader.take('until')) return readLoop(reader, true);
  if (reader.take('if')) return readIf(reader);
  if (reader.take('{')) return readGroup(reader, '}');
  if (reader.take('(')) return readGroup(reader, ')');
  return readSimple(reader);
}

function readGroup(reader: Reader, closer: string): Command {
  const body = readScript(reader);
  reader.expect(closer);
  return { kind: 'group', body, isInner: closer === ')', redirects: readRedirects(reader) };
}

function readBody(reader: Reader): Script {
  reader.expect('do');
  const body = readScript(reader);
  reader.expect('done');
  return body;
}

function readFor(reader: Reader): Command {
  const name = reader.next();
  if (!name) throw new Incomplete();
  const words: Word[] = [];
  if (reader.take('in')) {
    for (let token = reader.peek(); token?.kind === 'word'; token = reader.peek()) {
      words.push(token.word);
      reader.next();
    }
  }
  reader.take(';');
  skipLines(reader);
  const body = readBody(reader);
  return { kind: 'for', name: describe(name), words, body, redirects: readRedirects(reader) };
}

function readLoop(reader: Reader, until: boolean): Command {
  const test = readScript(reader);
  const body = readBody(reader);
  return { kind: 'loop', until, test, body, redirects: readRedirects(reader) };
}

function readIf(reader: Reader): Command {
  const branches: Branch[] = [];
  do {
    const test = readScript(reader);
    reader.expect('then');
    branches.push({ test, body: readScript(reader) });
  } while (reader.take('elif'));
  const otherwise = reader.take('else') ? readScript(reader) : undefined;
  reader.expect('fi');
  return { kind: 'if', branches, otherwise, redirects: readRedirects(reader) };
}

function readSimple(reader: Reader): Command {
  const words: Word[] = [];
  const redirects: Redirect[] = [];
  for (;;) {
    const redirect = readRedirect(reader);
    const token = reader.peek();
    if (redirect) redirects.push(redirect);
    else if (token?.kind === 'word') {
      words.push(token.word);
      reader.next();
    } else break;
  }
  const token = reader.peek();
  if (words.length + redirects.length === 0 && token)
    throw new SyntaxMistake(`syntax error near unexpected token \`${describe(token)}'`);
  return { kind: 'simple', words, redirects };
}

function readRedirects(reader: Reader): Redirect[] {
  const redirects: Redirect[] = [];
  for (let found = readRedirect(reader); found; found = readRedirect(reader)) redirects.push(found);
  return redirects;
}

function readRedirect(reader: Reader): Redirect | undefined {
  const token = reader.peek();
  if (token?.kind !== 'operator' || !REDIRECTS.has(token.text)) return undefined;
  reader.next();
  const kind = token.text as Redirect['kind'];
  if (kind === '2>&1') return { kind, target: [] };
  const target = reader.next();
  if (!target) throw new SyntaxMistake("syntax error near unexpected token `newline'");
  if (target.kind === 'operator') throw new SyntaxMistake(`syntax error near unexpected token \`${describe(target)}'`);
  return { kind, target: target.word };
}
