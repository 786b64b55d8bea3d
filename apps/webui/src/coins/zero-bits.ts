/** A hash in three parts: digits that are all zero bits, a digit that begins with zero bits, the rest. */
export interface HashParts {
  zeros: string;
  partly: string;
  rest: string;
  bits: number;
}

/** Splits a hash (hexadecimal) where its leading zero bits end. */
export function splitHash(hash: string): HashParts {
  const zeros = /^0*/.exec(hash)?.[0] ?? '';
  const next = hash.charAt(zeros.length);
  const partBits = next === '' ? 0 : Math.clz32(Number.parseInt(next, 16)) - 28;
  const partly = partBits > 0 ? next : '';
  return { zeros, partly, rest: hash.slice(zeros.length + partly.length), bits: zeros.length * 4 + partBits };
}
