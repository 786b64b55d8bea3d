import type { JsonExpectation } from '../../contract/index.ts';

/** The value at a path of a JSON text, or why there is none: said after "but". */
export function valueAt(body: string, path: string): { value?: unknown; trouble?: string } {
  let at: unknown;
  try {
    at = JSON.parse(body);
  } catch {
    return { trouble: 'the answer is no JSON.' };
  }
  const keys = path.split('.');
  for (const [index, key] of keys.entries()) {
    if (typeof at !== 'object' || at === null || !(key in at)) {
      return { trouble: `the answer has no ${keys.slice(0, index + 1).join('.')}.` };
    }
    at = (at as Record<string, unknown>)[key];
  }
  return { value: at };
}

/** What is wrong with a value, as a sentence; undefined when it fits. */
export function wrongValue({ path, atLeast, atMost, equals }: JsonExpectation, value: unknown): string | undefined {
  const has = `${path} is ${JSON.stringify(value)}`;
  if (equals !== undefined && value !== equals) return `${has}; ${JSON.stringify(equals)} is wanted.`;
  if (atLeast === undefined && atMost === undefined) return undefined;
  if (typeof value !== 'number') return `${has}, which is no number.`;
  if (atLeast !== undefined && value < atLeast) return `${has}; at least ${atLeast} is wanted.`;
  if (atMost !== undefined && value > atMost) return `${has}; at most ${atMost} is wanted.`;
  return undefined;
}
