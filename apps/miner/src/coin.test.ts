import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { leadingZeroBits, search } from './coin.ts';

const bytes = (...values: number[]) => String.fromCharCode(...values);

describe('leading zero bits', () => {
  it.each([
    [bytes(0xff), 0],
    [bytes(0x80, 0), 0],
    [bytes(0x7f), 1],
    [bytes(0x01), 7],
    [bytes(0, 0xff), 8],
    [bytes(0, 0, 0x10), 19],
    [bytes(0, 0, 0), 24],
  ])('of case %# are counted', (text, count) => {
    expect(leadingZeroBits(text)).toBe(count);
  });
});

describe('search', () => {
  const sha = (job: number, nonce: number) => createHash('sha256').update(`devcoin:${job}:${nonce}`).digest('hex');
  // 12 zero bits are three zero digits.
  const smallest = (job: number) => {
    for (let nonce = 0; ; nonce++) if (sha(job, nonce).startsWith('000')) return nonce;
  };

  it('finds the smallest nonce of a job, with its hash', () => {
    const nonce = smallest(7);
    expect(search(7, 0, 1_000_000, 12)).toEqual({ nonce, hash: sha(7, nonce) });
  });

  it('tries the nonces it is given and no others', () => {
    const nonce = smallest(7);
    expect(search(7, 0, nonce, 12)).toBeUndefined();
    expect(search(7, nonce, 1, 12)?.nonce).toBe(nonce);
    expect(search(7, nonce + 1, 1, 12)).toBeUndefined();
  });
});
