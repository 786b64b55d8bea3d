/** Every error a person can meet: its code, the HTTP status and the short title. Sentences are written where the facts are. */
export const ERRORS = {
  badRequest: { status: 400, title: 'The request does not fit' },
  badMessage: { status: 400, title: 'The message does not fit' },
  noSeat: { status: 401, title: 'No seat' },
  notInstructor: { status: 403, title: 'The instructor key is needed' },
  onlyWatching: { status: 403, title: 'This page only watches' },
  badOrigin: { status: 403, title: 'Another site asked' },
  unknownCourse: { status: 404, title: 'No such course' },
  unknownStep: { status: 404, title: 'No such step' },
  unknownNode: { status: 404, title: 'No such node' },
  notFound: { status: 404, title: 'Not found' },
  tooMany: { status: 429, title: 'Too many at once' },
  sandboxNotReady: { status: 409, title: 'The cluster is not ready' },
  nodeDown: { status: 409, title: 'The node does not answer' },
  pathTaken: { status: 409, title: 'The name is taken' },
  fileChanged: { status: 412, title: 'The file was changed meanwhile' },
  tooLarge: { status: 413, title: 'Too large' },
  portClosed: { status: 502, title: 'Nothing listens on the port' },
  portSilent: { status: 504, title: 'The port does not answer' },
  notReachable: { status: 502, title: 'The lab cannot reach the node' },
  full: { status: 503, title: 'No seat is free' },
  noEngine: { status: 503, title: 'Docker does not answer' },
  noDisk: { status: 507, title: 'The disk is full' },
  noImage: { status: 503, title: 'An image cannot be had' },
  badCourse: { status: 422, title: 'The course does not fit' },
  badConfig: { status: 400, title: 'The configuration does not fit' },
  portInUse: { status: 409, title: 'The port is taken' },
  unsafePath: { status: 500, title: 'A path is not what it should be' },
  internal: { status: 500, title: 'The lab made a mistake' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof ERRORS;

/** An error with a code of the registry and a sentence for the person who meets it: what, where, how to mend it. */
export class LabError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.name = 'LabError';
    this.code = code;
  }
}

/** An error as a problem document (RFC 9457). */
export interface Problem {
  readonly type: 'about:blank';
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly code: ErrorCode;
}

/** The one place where an error becomes what a person sees; what is no LabError keeps its details to the log. */
export function toProblem(error: unknown): Problem {
  const code = error instanceof LabError ? error.code : 'internal';
  const detail =
    error instanceof LabError
      ? error.message
      : 'Something went wrong inside the lab. Nothing of yours is lost; the log of the server says more.';
  return { type: 'about:blank', ...ERRORS[code], detail, code };
}
