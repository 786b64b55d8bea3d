import { hash } from 'node:crypto';

/** What a job asks for: the smallest nonce whose hash starts with enough zero bits. */
export interface Coin {
  readonly nonce: number;
  /** SHA-256 as 64 hexadecimal digits. */
  readonly hash: string;
}

/** Tries `count` nonces of a job, from `first` on; returns the first that makes a coin. */
export function search(job: number, first: number, count: number, difficultyBits: number): Coin | undefined {
  const start = `devcoin:${job}:`;
  for (let nonce = first; nonce < first + count; nonce++) {
    // `binary` is a string with one character for each byte: the cheapest form that the crypto module gives.
    if (leadingZeroBits(hash('sha256', start + nonce, 'binary')) >= difficultyBits) {
      return { nonce, hash: hash('sha256', start + nonce, 'hex') };
    }
  }
  return undefined;
}

/** Counts the zero bits at the start of a string with one character for each byte. */
export function leadingZeroBits(bytes: string): number {
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes.charCodeAt(at);
    // clz32 counts in 32 bits, of which a byte has the last 8.
    if (byte !== 0) return at * 8 + Math.clz32(byte) - 24;
  }
  return bytes.length * 8;
}
