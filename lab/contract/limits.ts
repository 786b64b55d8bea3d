/**
 * What one page and one seat may ask of the server. Both sides know these numbers: the page keeps to them, the server enforces
 * them (docs/protocol.md lists all limits).
 */

/** Shells that a node holds at once. */
export const MAX_SHELLS_PER_NODE = 8;

/** Terminals that one page shows at once: all shells of seven nodes, and a few more. */
export const MAX_TERMINALS_PER_PAGE = 64;

/** Pages on one seat. */
export const MAX_PAGES_PER_SEAT = 20;

/** One paste. A text beyond that is better a file. */
export const MAX_PASTE_BYTES = 1024 * 1024;

/** One binary frame. A page cuts what is longer into several. */
export const MAX_FRAME_BYTES = 256 * 1024;

/** One message in JSON: the longest that fits a schema has a tenth of that. */
export const MAX_MESSAGE_BYTES = 16 * 1024;

/** Why the server closes a page's socket: codes of the WebSocket standard, and of ours from 4000 on. */
export const CLOSE = {
  serverStops: 1001,
  serverMistake: 1011,
  noSeat: 4401,
  notInstructor: 4403,
  unknown: 4404,
  tooMany: 4429,
} as const;
export type CloseCode = (typeof CLOSE)[keyof typeof CLOSE];
