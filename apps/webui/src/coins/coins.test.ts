import { expect, it } from 'vitest';
import { coin } from '../connection/sample-messages.ts';
import { duplicatesText, expectedMs } from './duplicates.ts';
import { addCoins } from './latest.ts';
import { splitHash } from './zero-bits.ts';

it.each([
  ['0000cc3f', { zeros: '0000', partly: '', rest: 'cc3f', bits: 16 }],
  ['0007f', { zeros: '000', partly: '7', rest: 'f', bits: 13 }],
  ['0001f', { zeros: '000', partly: '1', rest: 'f', bits: 15 }],
  ['8abc', { zeros: '', partly: '', rest: '8abc', bits: 0 }],
  ['0000', { zeros: '0000', partly: '', rest: '', bits: 16 }],
])('splits %s where its zero bits end', (hash, parts) => {
  expect(splitHash(hash)).toEqual(parts);
});

it('keeps the newest coins first, each once, and no more than twenty', () => {
  const coins = Array.from({ length: 300 }, (_, i) => coin({ id: `${i}`, job: i, at: i }));
  const latest = addCoins(addCoins([], coins), coins.slice(290));
  expect(latest.map((one) => one.id)).toEqual(Array.from({ length: 20 }, (_, i) => `${299 - i}`));
});

it('says nothing while no coin was mined twice', () => {
  expect(duplicatesText({ total: 5, duplicates: 0, claimMode: 'naive' })).toBeNull();
});

it('says why coins were mined twice, and how much of the work that is', () => {
  const naive = duplicatesText({ total: 100, duplicates: 200, claimMode: 'naive' });
  expect(naive).toMatch(/^200 of 300 answers \(67\u202f%\)/);
  expect(naive).toContain('each replica works through the same list');
});

it('says that duplicates are from before when jobs are claimed now', () => {
  expect(duplicatesText({ total: 100, duplicates: 2, claimMode: 'queue' })).toContain('from before');
});

it('expects a coin after 2^bits hashes', () => {
  expect(expectedMs(12, 4096)).toBe(1000);
  expect(expectedMs(12, 0)).toBeNull();
});
