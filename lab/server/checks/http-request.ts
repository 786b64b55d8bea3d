import { type IncomingMessage, request } from 'node:http';
import type { Duplex } from 'node:stream';
import { LabError } from '../../contract/index.ts';
import type { SandboxNode } from '../sandbox/index.ts';
import { LOOK_LIMIT_MS } from './join-tokens.ts';

/** More of a body is not read. */
const MAX_BODY_BYTES = 64 * 1024;

/** What came back from a port, or how nothing did. */
export type HttpAnswer =
  | { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }
  /** Nothing listens; the connection was closed without an answer; nothing came in time; what came is not HTTP. */
  | { readonly failed: 'refused' | 'closed' | 'silent' | 'notHttp' };

export interface HttpQuestion {
  readonly port: number;
  readonly path: string;
  readonly host?: string;
  /** The kinds of content that are wanted. */
  readonly accept?: string;
}

/** Asks a port of a node for a page, by the lab's own way to the node. Throws when the lab itself cannot get there. */
export async function askPort(node: SandboxNode, question: HttpQuestion, signal: AbortSignal): Promise<HttpAnswer> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(LOOK_LIMIT_MS)]);
  let stream: Duplex | undefined;
  try {
    stream = await node.connect(question.port, limited);
    return await ask(stream, { host: node.name, ...question }, limited);
  } catch (error) {
    signal.throwIfAborted();
    if (limited.aborted) return { failed: 'silent' };
    return { failed: failureOf(error) };
  } finally {
    stream?.destroy();
  }
}

function ask(stream: Duplex, { host, path, accept = '*/*' }: HttpQuestion, signal: AbortSignal): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const headers = { host, connection: 'close', accept };
    const sent = request({ createConnection: () => stream, path, headers, signal });
    sent.on('error', reject);
    sent.on('response', (response) => void read(response).then(resolve, reject));
    sent.end();
  });
}

async function read(response: IncomingMessage): Promise<HttpAnswer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response) {
    chunks.push(chunk as Buffer);
    length += (chunk as Buffer).length;
    if (length >= MAX_BODY_BYTES) break;
  }
  const headers = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
  const body = Buffer.concat(chunks).subarray(0, MAX_BODY_BYTES).toString();
  return { status: response.statusCode ?? 0, headers: Object.fromEntries(headers), body };
}

function failureOf(error: unknown): 'refused' | 'closed' | 'silent' | 'notHttp' {
  if (error instanceof LabError) {
    if (error.code === 'portClosed') return 'refused';
    if (error.code === 'portSilent') return 'silent';
    throw error;
  }
  const code = String((error as { code?: unknown }).code ?? '');
  if (code.startsWith('HPE_')) return 'notHttp';
  if (code === 'ECONNRESET' || code === 'EPIPE' || code === 'ECONNABORTED') return 'closed';
  throw error;
}
