import { resolvePath } from '../../file-tree.ts';
import type { Program } from '../../program.ts';
import { letters, readInput, unescaped } from './options.ts';

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

/** Programs that print. */
export const OUTPUT_PROGRAMS: Readonly<Record<string, Program>> = { echo, printf, cat, tee, seq, yes };
