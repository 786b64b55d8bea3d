import { setTimeout as sleep } from 'node:timers/promises';
import type { ShellReader } from './shell-reader.ts';

const ECHO_LIMIT_MS = 5000;
const FIRST_LETTER = 'a'.charCodeAt(0);
const LETTERS = 26;
/** The line is rubbed out before it fills what a terminal keeps of one. */
const LINE_KEYS = 60;
const RUB_OUT = '\x15';
const RUBBED_OUT_MS = 15;

/** Types letters one at a time, each after the echo of the one before; gives the ms from each key to its echo. */
export async function typeKeys(reader: ShellReader, keys: number, signal: AbortSignal): Promise<number[]> {
  const took: number[] = [];
  for (let i = 0; i < keys; i++) {
    took.push(await typeKey(reader, String.fromCharCode(FIRST_LETTER + (i % LETTERS))));
    if (i % LINE_KEYS === LINE_KEYS - 1) {
      reader.session.write(RUB_OUT);
      await sleep(RUBBED_OUT_MS, undefined, { signal });
    }
    // Uneven, so that keys do not fall into step with anybody's timer.
    await sleep(1 + ((i * 7919) % 3), undefined, { signal });
  }
  return took;
}

/** The ms from one key to its echo. */
export async function typeKey(reader: ShellReader, key: string): Promise<number> {
  const code = key.charCodeAt(0);
  const began = performance.now();
  const ended = await new Promise<number>((resolve, reject) => {
    const limit = setTimeout(() => {
      const { ended: end } = reader.session;
      reject(new Error(`no echo of ${key} within ${ECHO_LIMIT_MS} ms${end ? `; the session ended: ${end}` : ''}`));
    }, ECHO_LIMIT_MS);
    reader.onShown = (bytes) => {
      if (!bytes.includes(code)) return;
      const at = performance.now();
      reader.onShown = undefined;
      clearTimeout(limit);
      resolve(at);
    };
    reader.session.write(key);
  });
  return ended - began;
}
