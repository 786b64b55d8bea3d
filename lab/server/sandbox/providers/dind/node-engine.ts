import { Agent, type ClientRequest, type ClientRequestArgs, type IncomingMessage, request } from 'node:http';
import type { Duplex } from 'node:stream';
import { LabError } from '../../../../contract/index.ts';
import { type EngineEvent, type EngineImage, EngineRefusal, type NodeEngine } from '../../engine-api.ts';
import { readEvents } from './engine-events.ts';
import { runInContainer } from './engine-exec.ts';
import { connectNodeSocket, type MappedIds } from './node-socket.ts';
import { readServiceLogs } from './service-logs.ts';

/** Answers beyond this are cut off: whoever is root of the node decides what the socket says. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

/** Connections kept for the next question. */
const KEPT_CONNECTIONS = 4;

/** A node's engine, with what its owner needs beside the port. */
export interface DindEngine extends NodeEngine {
  /** Resolves when the engine answers. */
  ping(signal: AbortSignal): Promise<void>;
  /** Ends the kept connections. */
  close(): void;
}

class NodeSocketAgent extends Agent {
  readonly #connect: () => Duplex;

  constructor(connect: () => Duplex) {
    super({ keepAlive: true, maxFreeSockets: KEPT_CONNECTIONS });
    this.#connect = connect;
  }

  override createConnection(
    _: ClientRequestArgs,
    done?: (error: Error | null, stream: Duplex) => void,
  ): Duplex | undefined {
    try {
      return this.#connect();
    } catch (error) {
      queueMicrotask(() => done?.(error as Error, undefined as unknown as Duplex));
      return undefined;
    }
  }
}

/** The engine behind a node's docker.sock. `whyDown` says in a sentence why it may not answer. */
export function createNodeEngine(socketPath: string, whyDown: () => string, mapped?: MappedIds): DindEngine {
  const agent = new NodeSocketAgent(() => connectNodeSocket(socketPath, mapped));
  const get = <T>(path: string) => {
    return (signal: AbortSignal) => readJson<T>(agent, path, whyDown, signal);
  };
  return {
    info: get('/info'),
    swarm: get('/swarm'),
    nodes: get('/nodes'),
    services: get('/services'),
    tasks: get('/tasks'),
    containers: get('/containers/json?all=true'),
    networks: get('/networks'),
    image: (reference, signal) => {
      return unlessMissing(readJson<EngineImage>(agent, `/images/${encodeURI(reference)}/json`, whyDown, signal));
    },
    secrets: get('/secrets'),
    configs: get('/configs'),
    serviceLogs: (service, signal) => readServiceLogs((path) => ask(agent, path, signal), service, signal),
    exec: (container, argv, signal) => {
      const json = <T>(path: string, body?: object) => readJson<T>(agent, path, whyDown, signal, body);
      const stream = (path: string, body: object) => ask(agent, path, signal, body);
      return runInContainer({ json, stream }, { container, argv }, signal);
    },
    events(signal): AsyncIterable<EngineEvent> {
      // The engine remembers its last events, so that none is lost between this call and its connection.
      const since = (Date.now() / 1000).toFixed(3);
      return readEvents(() => ask(agent, `/events?since=${since}`, signal), signal);
    },
    async ping(signal) {
      await readBody(agent, '/_ping', signal);
    },
    close: () => agent.destroy(),
  };
}

async function readJson<T>(
  agent: Agent,
  path: string,
  whyDown: () => string,
  signal: AbortSignal,
  body?: object,
): Promise<T> {
  try {
    return JSON.parse(await readBody(agent, path, signal, body)) as T;
  } catch (error) {
    if (error instanceof EngineRefusal || error instanceof LabError || signal.aborted) throw error;
    throw new LabError('nodeDown', whyDown(), { cause: error });
  }
}

/** What the engine does not have is no refusal to who asks whether it has it. */
async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof EngineRefusal && error.status === 404) return undefined;
    throw error;
  }
}

async function readBody(agent: Agent, path: string, signal: AbortSignal, body?: object): Promise<string> {
  const response = await ask(agent, path, signal, body);
  const text = await collect(response, signal);
  const status = response.statusCode ?? 0;
  if (status >= 400) throw new EngineRefusal(status, refusalSentence(text, status));
  return text;
}

/** The answer's head; its body ends with the signal. A kept connection that the engine had just closed is tried anew. */
async function ask(agent: Agent, path: string, signal: AbortSignal, body?: object): Promise<IncomingMessage> {
  const text = body && JSON.stringify(body);
  const headers = { host: 'docker', ...(text ? { 'content-type': 'application/json' } : {}) };
  for (;;) {
    signal.throwIfAborted();
    const sent = request({ agent, path, signal, headers, method: text ? 'POST' : 'GET' });
    try {
      return await headOf(sent, signal, text);
    } catch (error) {
      const stale = sent.reusedSocket && (error as { code?: string }).code === 'ECONNRESET';
      if (!stale || signal.aborted) throw error;
    }
  }
}

function headOf(sent: ClientRequest, signal: AbortSignal, body: string | undefined): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    sent.once('response', resolve);
    sent.on('error', (error) => reject(signal.aborted ? signal.reason : error));
    sent.end(body);
  });
}

function collect(response: IncomingMessage, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const stop = () => fail(signal.reason);
    const fail = (error: unknown) => {
      signal.removeEventListener('abort', stop);
      response.destroy();
      reject(error);
    };
    signal.addEventListener('abort', stop, { once: true });
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length > MAX_ANSWER_BYTES) fail(new Error(`an answer of more than ${MAX_ANSWER_BYTES} bytes`));
    });
    response.on('error', fail);
    response.on('end', () => {
      signal.removeEventListener('abort', stop);
      resolve(Buffer.concat(chunks).toString());
    });
  });
}

function refusalSentence(text: string, status: number): string {
  try {
    const message = (JSON.parse(text) as { message?: unknown }).message;
    if (typeof message === 'string') return message;
  } catch {
    // Not every refusal is JSON; then the text is the sentence.
  }
  return text.trim() || `The engine answered with status ${status}.`;
}
