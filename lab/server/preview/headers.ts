import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { cookieForPreview, withoutLabCookies } from './cookies.ts';
import { frameRule, policyForPreview } from './policy.ts';
import type { View } from './view.ts';

/** They speak of one connection, not of the message (RFC 9110, section 7.6.1). */
const OF_ONE_CONNECTION = new Set([
  ...['connection', 'keep-alive', 'proxy-connection', 'proxy-authenticate', 'proxy-authorization'],
  ...['te', 'trailer', 'transfer-encoding', 'upgrade'],
]);
/** Who stood before the lab is not for the app, which would take it for its own proxy's word. */
const OF_PROXIES = /^(?:forwarded$|x-forwarded-|x-real-ip$)/;

/** The headers that go to the node. */
export function requestHeaders(request: IncomingMessage, view: View): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {};
  const named = namedByConnection(request.headers);
  for (const [name, value] of Object.entries(request.headers)) {
    if (OF_ONE_CONNECTION.has(name) || named.has(name) || OF_PROXIES.test(name)) continue;
    headers[name] = value;
  }
  headers.host = view.appHost;
  set(headers, 'cookie', withoutLabCookies(request.headers.cookie));
  set(headers, 'origin', request.headers.origin && (appUrl(request.headers.origin, view) ?? request.headers.origin));
  // The address of a preview holds its key: only the app itself may learn where a request came from.
  set(headers, 'referer', request.headers.referer && appUrl(request.headers.referer, view));
  // A body of unknown length stays one.
  if (request.headers['transfer-encoding'] !== undefined) headers['transfer-encoding'] = 'chunked';
  return headers;
}

/** Those of a request that becomes a WebSocket. */
export function upgradeHeaders(request: IncomingMessage, view: View): OutgoingHttpHeaders {
  return { ...requestHeaders(request, view), connection: 'Upgrade', upgrade: request.headers.upgrade };
}

/** Dropped from answers: what would outlive the preview, reach the lab's own pages, or forbid the pane to show it. */
const DROPPED = new Set([
  ...['x-frame-options', 'referrer-policy', 'strict-transport-security', 'clear-site-data', 'alt-svc'],
  ...['public-key-pins', 'origin-agent-cluster', 'content-security-policy-report-only'],
]);

/** The headers of an answer as the browser gets them: names and values in turn, as they came. */
export function responseHeaders(answer: IncomingMessage, request: IncomingMessage, view: View): string[] {
  const headers: string[] = [];
  const named = namedByConnection(answer.headers);
  const isSecure = request.headers['x-forwarded-proto'] === 'https';
  for (let at = 0; at + 1 < answer.rawHeaders.length; at += 2) {
    const name = answer.rawHeaders[at] ?? '';
    const lower = name.toLowerCase();
    if (OF_ONE_CONNECTION.has(lower) || named.has(lower) || DROPPED.has(lower)) continue;
    const value = forBrowser(lower, answer.rawHeaders[at + 1] ?? '', { request, view, isSecure });
    if (value !== undefined) headers.push(name, value);
  }
  return [...headers, 'Content-Security-Policy', frameRule(view), 'Referrer-Policy', 'same-origin'];
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly view: View;
  readonly isSecure: boolean;
}

function forBrowser(name: string, value: string, { request, view, isSecure }: Exchange): string | undefined {
  switch (name) {
    case 'set-cookie':
      return cookieForPreview(value, isSecure);
    case 'content-security-policy':
      return policyForPreview(value, view);
    case 'location':
    case 'content-location':
      return publicUrl(value, view);
    case 'access-control-allow-origin': {
      const { origin } = request.headers;
      return origin && appUrl(origin, view) === value ? origin : value;
    }
    default:
      return value;
  }
}

/** An address of the preview as the app knows it; undefined when it is none. */
function appUrl(address: string, view: View): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  const host = view.toApp(url.host);
  if (host === undefined) return undefined;
  return address.endsWith(url.host) ? `http://${host}` : `http://${host}${url.pathname}${url.search}`;
}

/** An absolute address of the app in the preview; the scheme is the page's. Others stay as they are. */
function publicUrl(address: string, view: View): string {
  const [, host = '', rest = ''] = /^(?:http:)?\/\/([^/?#]+)(.*)$/is.exec(address) ?? [];
  const known = host && view.toPublic(host);
  return known ? `//${known}${rest}` : address;
}

function namedByConnection(headers: IncomingHttpHeaders): ReadonlySet<string> {
  return new Set((headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase()));
}

function set(headers: OutgoingHttpHeaders, name: string, value: string | undefined): void {
  if (value) headers[name] = value;
  else delete headers[name];
}
