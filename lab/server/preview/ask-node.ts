import { type IncomingMessage, type OutgoingHttpHeaders, request as startRequest } from 'node:http';
import type { Duplex } from 'node:stream';
import type { SandboxNode } from '../sandbox/index.ts';

/** A page that needs longer for its first byte, after it has the whole request, is taken for hung. */
export const ANSWER_LIMIT_MS = 30_000;

/** Why a port that took the connection gave no answer. */
export type NoAnswerReason = 'noHttp' | 'hungUp' | 'slow';

/** The port took the connection, and then came nothing that can be shown. */
export class NoAnswer extends Error {
  readonly reason: NoAnswerReason;

  constructor(reason: NoAnswerReason, options?: ErrorOptions) {
    super(`no answer: ${reason}`, options);
    this.name = 'NoAnswer';
    this.reason = reason;
  }
}

/** What is asked of a port. */
export interface Question {
  readonly node: SandboxNode;
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly headers: OutgoingHttpHeaders;
  /** The body, as it comes. */
  readonly body?: IncomingMessage;
  readonly answerLimitMs: number;
}

/** An answer's head; its body is still to come. `stream` is what it comes on, already taken over after an upgrade. */
export interface Answer {
  readonly head: IncomingMessage;
  readonly stream: Duplex;
  /** After an upgrade: bytes that came with the head. */
  readonly rest?: Buffer;
}

/**
 * Asks a port of a node over a connection of its own. A kept one could die between two requests, and making one on a network
 * inside one machine costs nothing. Fails with LabError where there is no connection, with NoAnswer where nothing comes back.
 */
export async function askNode(question: Question, signal: AbortSignal): Promise<Answer> {
  const { node, port, method, path, headers, body, answerLimitMs } = question;
  const stream = await node.connect(port, signal);
  return new Promise<Answer>((resolve, reject) => {
    const asked = startRequest({ createConnection: () => stream, method, path, headers, setHost: false });
    let timer: NodeJS.Timeout | undefined;
    let isSettled = false;
    const settle = () => {
      isSettled = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    };
    const fail = (error: unknown) => {
      settle();
      stream.destroy();
      reject(error);
    };
    const onAbort = () => fail(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    // A long upload takes what it takes: the limit begins when all of it is sent, and an answer may come before that.
    asked.once('finish', () => {
      if (!isSettled) timer = setTimeout(() => fail(new NoAnswer('slow')), answerLimitMs);
    });
    asked.on('error', (cause: NodeJS.ErrnoException) => fail(new NoAnswer(reasonOf(cause), { cause })));
    asked.once('response', (head) => {
      settle();
      resolve({ head, stream });
    });
    asked.once('upgrade', (head, _socket, rest) => {
      settle();
      resolve({ head, stream, rest });
    });
    if (body) body.pipe(asked);
    else asked.end();
  });
}

/** The parser's complaints begin with HPE. */
function reasonOf({ code }: NodeJS.ErrnoException): NoAnswerReason {
  return code?.startsWith('HPE_') ? 'noHttp' : 'hungUp';
}
