import type { Program } from '../../program.ts';
import { letters, readInput, unescaped } from './options.ts';

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

/** How many lines of context grep shows before and behind a line that fits. */
const contextOf = (on: Map<string, string>) =>
  [on.get('B') ?? on.get('C') ?? 0, on.get('A') ?? on.get('C') ?? 0].map(Number);

const grep: Program = async (args, io, session) => {
  const { on, rest } = letters(
    args.filter((arg) => !arg.startsWith('--')),
    'emABC',
  );
  const [first = '', ...paths] = rest;
  const source = on.get('e') ?? first;
  const text = readInput('grep', on.has('e') ? rest : paths, io, session);
  if (text === undefined) return 2;
  const literal = source.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const word = on.has('w') ? '\\b' : '';
  const test = new RegExp(`${word}(?:${on.has('F') ? literal : source})${word}`, on.has('i') ? 'i' : '');
  const lines = linesOf(text);
  const hits = lines.flatMap((line, i) => (test.test(line) !== on.has('v') ? [i] : []));
  const [before = 0, behind = 0] = contextOf(on);
  const shown = lines
    .map((line, i) => ({ line: on.has('o') ? (test.exec(line)?.[0] ?? '') : line, i }))
    .filter(({ i }) => hits.some((hit) => i >= hit - before && i <= hit + behind))
    .map(({ line, i }) => (on.has('n') ? `${i + 1}:${line}` : line));
  if (on.has('c')) await io.out(`${hits.length}\n`);
  else if (!on.has('q') && shown.length > 0) await io.out(`${shown.join('\n')}\n`);
  return hits.length > 0 ? 0 : 1;
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

/** Lines that are in one of two files only, in the plainest way: nothing between them is looked for. */
const diff: Program = async (args, io, session) => {
  const [left = '', right = ''] = letters(args).rest;
  const [a, b] = [left, right].map((path) => readInput('diff', [path], io, session));
  if (a === undefined || b === undefined) return 2;
  if (a === b) return 0;
  const [from, to] = [linesOf(a), linesOf(b)];
  const range = (lines: readonly string[]) => (lines.length > 1 ? `1,${lines.length}` : String(lines.length));
  const shown = [`${range(from)}c${range(to)}`, ...from.map((l) => `< ${l}`), '---', ...to.map((l) => `> ${l}`)];
  await io.out(`${shown.join('\n')}\n`);
  return 1;
};

/** Programs that read text and print some of it. */
export const FILTER_PROGRAMS: Readonly<Record<string, Program>> = { diff, grep, wc, head, tail, cut, tr, sort, uniq };
