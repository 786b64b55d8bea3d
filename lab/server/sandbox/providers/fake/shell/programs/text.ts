import { resolvePath } from '../../file-tree.ts';
import type { Program, ProgramIo, Session } from '../../program.ts';

/** Splits options like `-n 3`, `-n3` and `-rv` from the rest; `withValue` names the letters that take one. */
export function letters(args: readonly string[], withValue = ''): { on: Map<string, string>; rest: string[] } {
  const on = new Map<string, string>();
  const rest: string[] = [];
  const todo = [...args];
  for (let arg = todo.shift(); arg !== undefined; arg = todo.shift()) {
    if (arg === '--') return { on, rest: [...rest, ...todo] };
    if (!/^-[^-]/.test(arg)) {
      rest.push(arg);
      continue;
    }
    for (let i = 1; i < arg.length; i++) {
      const letter = arg[i] ?? '';
      if (!withValue.includes(letter)) on.set(letter, '');
      else {
        on.set(letter, arg.slice(i + 1) || (todo.shift() ?? ''));
        break;
      }
    }
  }
  return { on, rest };
}

/** What a filter reads: the files it is given, else its input; undefined when a file is not there. */
export function readInput(name: string, paths: readonly string[], io: ProgramIo, session: Session): string | undefined {
  if (paths.length === 0) return io.stdin;
  let text = '';
  for (const path of paths) {
    const bytes =
      path === '-' ? new TextEncoder().encode(io.stdin) : session.files.read(resolvePath(session.cwd, path));
    if (!bytes) {
      const isFolder = session.files.isFolder(resolvePath(session.cwd, path));
      io.err(`${name}: ${path}: ${isFolder ? 'Is a directory' : 'No such file or directory'}\n`);
      return undefined;
    }
    text += new TextDecoder().decode(bytes);
  }
  return text;
}

const linesOf = (text: string): string[] => {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
};

/** A program that turns lines into lines. */
function filter(
  name: string,
  withValue: string,
  change: (lines: string[], on: Map<string, string>) => string[],
): Program {
  return async (args, io, session) => {
    const { on, rest } = letters(args, withValue);
    const text = readInput(name, rest, io, session);
    if (text === undefined) return 1;
    const lines = change(linesOf(text), on);
    if (lines.length > 0) await io.out(`${lines.join('\n')}\n`);
    return 0;
  };
}

const unescaped = (text: string) =>
  text.replace(/\\(n|t|r|e|a|\\|0?33|x1b)/g, (_, c: string) =>
    c === 'n' ? '\n' : c === 't' ? '\t' : c === 'r' ? '\r' : c === 'a' ? '\x07' : c === '\\' ? '\\' : '\x1b',
  );

const echo: Program = async (args, io) => {
  let [quiet, escapes, at] = [false, false, 0];
  for (; /^-[neE]+$/.test(args[at] ?? ''); at++) {
    quiet ||= args[at]?.includes('n') ?? false;
    escapes ||= args[at]?.includes('e') ?? false;
  }
  const text = args.slice(at).join(' ');
  await io.out(`${escapes ? unescaped(text) : text}${quiet ? '' : '\n'}`);
  return 0;
};

const printf: Program = async (args, io) => {
  const [format = '', ...values] = args;
  const needs = /%[sd]/.test(format);
  let text = '';
  do {
    text += unescaped(format).replace(/%([sd%])/g, (_, c: string) =>
      c === '%' ? '%' : (values.shift() ?? (c === 'd' ? '0' : '')),
    );
  } while (needs && values.length > 0);
  await io.out(text);
  return 0;
};

const cat: Program = async (args, io, session) => {
  const text = readInput('cat', letters(args).rest, io, session);
  if (text === undefined) return 1;
  await io.out(text);
  return 0;
};

const grep: Program = async (args, io, session) => {
  const { on, rest } = letters(args, 'em');
  const [first, ...paths] = rest;
  const source = on.get('e') ?? first ?? '';
  const text = readInput('grep', on.has('e') ? rest : paths, io, session);
  if (text === undefined) return 2;
  const literal = source.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const word = on.has('w') ? '\\b' : '';
  const test = new RegExp(`${word}(?:${on.has('F') ? literal : source})${word}`, on.has('i') ? 'i' : '');
  const found = linesOf(text)
    .map((line, i) => ({ line, number: i + 1 }))
    .filter(({ line }) => test.test(line) !== on.has('v'));
  if (on.has('c')) await io.out(`${found.length}\n`);
  else if (!on.has('q') && found.length > 0) {
    const show = found.map(({ line, number }) => {
      const piece = on.has('o') ? (test.exec(line)?.[0] ?? '') : line;
      return on.has('n') ? `${number}:${piece}` : piece;
    });
    await io.out(`${show.join('\n')}\n`);
  }
  return found.length > 0 ? 0 : 1;
};

const wc: Program = async (args, io, session) => {
  const { on, rest } = letters(args);
  const text = readInput('wc', rest, io, session);
  if (text === undefined) return 1;
  const counts = [
    ['l', text.split('\n').length - 1],
    ['w', text.split(/\s+/).filter(Boolean).length],
    ['c', new TextEncoder().encode(text).length],
  ] as const;
  const shown = counts.filter(([letter]) => on.size === 0 || on.has(letter)).map(([, count]) => String(count));
  const name = rest.length > 0 ? ` ${rest.join(' ')}` : '';
  await io.out(`${shown.length === 1 ? shown[0] : shown.map((s) => s.padStart(7)).join('')}${name}\n`);
  return 0;
};

const head: Program = filter('head', 'n', (lines, on) => lines.slice(0, Number(on.get('n') ?? shortCount(on) ?? 10)));
const tail: Program = filter('tail', 'n', (lines, on) => {
  const asked = on.get('n') ?? shortCount(on) ?? '10';
  return asked.startsWith('+') ? lines.slice(Number(asked.slice(1)) - 1) : lines.slice(-Number(asked));
});
/** `head -3` */
const shortCount = (on: Map<string, string>) => [...on.keys()].filter((k) => /\d/.test(k)).join('') || undefined;

const cut: Program = filter('cut', 'dfc', (lines, on) => {
  const isFields = on.has('f');
  const between = on.get('d') ?? '\t';
  const wanted = (on.get('f') ?? on.get('c') ?? '1').split(',').map((range) => {
    const [from, to] = range.split('-');
    return { from: Number(from || 1), to: range.includes('-') ? Number(to || Number.MAX_SAFE_INTEGER) : Number(from) };
  });
  const isWanted = (_: string, i: number) => wanted.some(({ from, to }) => i + 1 >= from && i + 1 <= to);
  return lines.map((line) =>
    isFields
      ? line.includes(between)
        ? line.split(between).filter(isWanted).join(between)
        : line
      : [...line].filter(isWanted).join(''),
  );
});

const SETS: Readonly<Record<string, string>> = {
  '[:upper:]': 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  '[:lower:]': 'abcdefghijklmnopqrstuvwxyz',
  '[:space:]': ' \t\n\r',
  '[:digit:]': '0123456789',
};
const range = (set: string): string[] => [
  ...(SETS[set] ?? unescaped(set)).replace(/(.)-(.)/gs, (_, a: string, b: string) => {
    const from = a.codePointAt(0) ?? 0;
    return Array.from({ length: (b.codePointAt(0) ?? 0) - from + 1 }, (_x, i) => String.fromCodePoint(from + i)).join(
      '',
    );
  }),
];

const tr: Program = async (args, io) => {
  const { on, rest } = letters(args);
  const from = range(rest[0] ?? '');
  const to = range(rest[1] ?? '');
  let last = '';
  let text = '';
  for (const char of io.stdin) {
    const at = from.indexOf(char);
    const next = at < 0 ? char : on.has('d') ? '' : (to[Math.min(at, to.length - 1)] ?? char);
    if (on.has('s') && at >= 0 && next === last) continue;
    text += next;
    last = next;
  }
  await io.out(text);
  return 0;
};

const sort: Program = filter('sort', 'kt', (lines, on) => {
  const sorted = lines.toSorted((a, b) =>
    on.has('n') ? Number.parseFloat(a) - Number.parseFloat(b) : a < b ? -1 : a > b ? 1 : 0,
  );
  const ordered = on.has('r') ? sorted.reverse() : sorted;
  return on.has('u') ? [...new Set(ordered)] : ordered;
});

const uniq: Program = filter('uniq', '', (lines, on) => {
  const runs: { line: string; count: number }[] = [];
  for (const line of lines) {
    const last = runs.at(-1);
    if (last?.line === line) last.count += 1;
    else runs.push({ line, count: 1 });
  }
  return runs.map(({ line, count }) => (on.has('c') ? `${String(count).padStart(7)} ${line}` : line));
});

const tee: Program = async (args, io, session) => {
  const { on, rest } = letters(args);
  for (const path of rest) {
    const full = resolvePath(session.cwd, path);
    const before = on.has('a') ? new TextDecoder().decode(session.files.read(full) ?? new Uint8Array()) : '';
    session.files.write(full, new TextEncoder().encode(before + io.stdin));
  }
  await io.out(io.stdin);
  return 0;
};

const seq: Program = async (args, io) => {
  const numbers = args.map(Number);
  const [from, step, to] =
    numbers.length > 2 ? numbers : numbers.length === 2 ? [numbers[0], 1, numbers[1]] : [1, 1, numbers[0]];
  if (from === undefined || step === undefined || to === undefined || !step) return 1;
  let chunk = '';
  for (let n = from; step > 0 ? n <= to : n >= to; n += step) {
    chunk += `${n}\n`;
    if (chunk.length < 4096) continue;
    if (io.signal.aborted) return 130;
    await io.out(chunk);
    chunk = '';
  }
  await io.out(chunk);
  return 0;
};

/** Lines kept of a `yes` whose reader wants all of them: a pipe here has no end. */
const ENOUGH_LINES = 10_000;

const yes: Program = async (args, io) => {
  const chunk = `${args.join(' ') || 'y'}\n`.repeat(1000);
  for (let n = 0; !io.signal.aborted && (io.isTty || n < ENOUGH_LINES); n += 1000) {
    await io.out(chunk);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return io.signal.aborted ? 130 : 0;
};

/** Programs that read, change and write text. */
export const TEXT_PROGRAMS: Readonly<Record<string, Program>> = {
  echo,
  printf,
  cat,
  grep,
  wc,
  head,
  tail,
  cut,
  tr,
  sort,
  uniq,
  tee,
  seq,
  yes,
};
