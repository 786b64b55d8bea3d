import type { CookieOptions } from 'express';

export const SEAT_COOKIE = 'devcoin_lab_seat';
export const INSTRUCTOR_COOKIE = 'devcoin_lab_instructor';

/** A seat is kept for 30 days: a learner comes back tomorrow, or next week. */
const MAX_AGE_MS = 30 * 24 * 3600 * 1000;

/** Scripts cannot read it, other sites cannot send it along with a post. */
export function cookieOptions(secure: boolean): CookieOptions {
  return { httpOnly: true, sameSite: 'lax', path: '/', maxAge: MAX_AGE_MS, secure };
}

/** The value of a cookie in a Cookie header; undefined when it is not there. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const part of header?.split(';') ?? []) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return decode(part.slice(at + 1).trim());
  }
  return undefined;
}

function decode(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    // A value that is not URL-encoded is not ours.
    return undefined;
  }
}
