import type { IncomingMessage } from 'node:http';
import { LabError } from '../../contract/index.ts';
import type { SeatRecord } from '../store/index.ts';
import type { Workshop } from '../workshop/index.ts';
import { readCookie, SEAT_COOKIE } from './cookies.ts';

/** The seat of the browser that asks, by its cookie. */
export function seatIfAny({ headers }: IncomingMessage, workshop: Workshop): SeatRecord | undefined {
  const token = readCookie(headers.cookie, SEAT_COOKIE);
  return token === undefined ? undefined : workshop.seatByToken(token);
}

/** The same; throws LabError noSeat where the browser has none. */
export function seatOf(request: IncomingMessage, workshop: Workshop): SeatRecord {
  const seat = seatIfAny(request, workshop);
  if (!seat)
    throw new LabError('noSeat', 'This browser has no seat. Take one on the first page, or open your personal link.');
  return seat;
}
