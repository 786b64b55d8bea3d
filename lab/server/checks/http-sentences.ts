import type { HttpAnswer } from './http-request.ts';
import { said } from './wording.ts';

/** A sentence and, where it is known, the likely cause. */
type Said = [because: string, likely?: string];

interface Place {
  readonly node: string;
  readonly port: number;
  readonly host?: string;
}

/** No answer at all: each way of it has causes of its own. */
export function failureSentence(
  failed: Extract<HttpAnswer, { failed: string }>['failed'],
  { node, port }: Place,
): Said {
  switch (failed) {
    case 'refused':
      return [
        `Nothing listens on port ${port} of ${node}: the connection is refused.`,
        'What should publish that port does not run there, or publishes another one.',
      ];
    case 'closed':
      return [
        `Port ${port} of ${node} took the connection and closed it without an answer.`,
        'The port is published, but the program behind it does not listen on the port it leads to, or not yet.',
      ];
    case 'silent':
      return [
        `Port ${port} of ${node} takes the connection, but no answer came within two seconds.`,
        'The program behind it is busy or hangs, or no running task is there to take the request.',
      ];
    case 'notHttp':
      return [`What listens on port ${port} of ${node} does not speak HTTP.`, 'Another program has taken that port.'];
  }
}

/** An answer with another status than the wanted one. Errors of a proxy tell where the way ends. */
export function statusSentence(answer: Extract<HttpAnswer, { status: number }>, wanted: number, place: Place): Said {
  const name = place.host ?? `${place.node}:${place.port}`;
  const { status } = answer;
  if (isNoRouter(answer)) {
    return [
      `The proxy on ${place.node} answers 404: it has no router for ${name}.`,
      'It learns of a container by its labels, and only once the container is healthy: that takes some seconds. Is the service there, with traefik.enable and a rule for that name?',
    ];
  }
  if (isFromProxy(answer, 503)) {
    return [
      `The proxy on ${place.node} answers 503: it has a router for ${name}, but no server behind it.`,
      'No container of that service runs and is healthy.',
    ];
  }
  if (isFromProxy(answer, 502)) {
    return [
      `The proxy on ${place.node} answers 502: what is behind ${name} does not take connections.`,
      'Its program is not up yet, or the label loadbalancer.server.port names another port than the one it listens on.',
    ];
  }
  if (isFromProxy(answer, 504)) {
    return [
      `The proxy on ${place.node} answers 504: what is behind ${name} does not answer in time.`,
      'The proxy sends to an address on a network that it is not on. Its own file says which network it uses.',
    ];
  }
  return [`${name} answers ${status}${detail(answer)}; ${wanted} is wanted.`];
}

/** Traefik's own 404, not that of a program behind it. */
const isNoRouter = ({ status, body, headers }: Extract<HttpAnswer, { status: number }>): boolean =>
  status === 404 && body.trim() === '404 page not found' && headers['x-served-by'] === undefined;

/** Traefik's own errors are a short plain text: the name of the status, or that no server is there. */
const PROXY_TEXT = /^(bad gateway|gateway timeout|service unavailable|no available server)$/i;

const isFromProxy = ({ status, body }: Extract<HttpAnswer, { status: number }>, wanted: number): boolean =>
  status === wanted && PROXY_TEXT.test(body.trim());

/** What problem details (RFC 9457) say. */
function detail({ body, headers }: Extract<HttpAnswer, { status: number }>): string {
  if (!headers['content-type']?.includes('json')) return '';
  try {
    const { title, detail } = JSON.parse(body) as { title?: unknown; detail?: unknown };
    const text = [detail, title].find((one) => typeof one === 'string' && one !== '');
    return typeof text === 'string' ? ` (“${said(text)}”)` : '';
  } catch {
    return '';
  }
}
