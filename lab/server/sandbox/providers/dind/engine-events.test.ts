import { assert, asyncProperty, integer } from 'fast-check';
import { expect, test } from 'vitest';
import { linesOf } from './engine-events.ts';

async function* cut(text: string, step: number) {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
}

test('lines come whole, however the connection cut them; an unfinished one does not come', async () => {
  await assert(
    asyncProperty(integer({ min: 1, max: 20 }), async (step) => {
      const lines: string[] = [];
      for await (const line of linesOf(cut('{"a":"ü"}\n\n{"b":"😀"}\n{"c"', step))) lines.push(line);
      expect(lines).toEqual(['{"a":"ü"}', '{"b":"😀"}']);
    }),
  );
});

test('a line without an end is not collected for ever', async () => {
  async function* endless() {
    for (;;) yield new Uint8Array(65_536).fill(120);
  }
  await expect(linesOf(endless()).next()).rejects.toThrow('a line without an end');
});
