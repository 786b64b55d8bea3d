import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { cookieForPreview, withoutLabCookies } from './cookies.ts';
import { requestHeaders, responseHeaders } from './headers.ts';
import { policyForPreview } from './policy.ts';
import { hostsInLabels, maybeProxyTrouble, proxyTrouble } from './proxy-words.ts';
import { viewByName } from './view.ts';

const KEY = 'abcdefghijklmnopqrstuvwxyz';
const seen = {
  target: { seat: 's', node: 'node1', port: 80, host: 'devcoin.dev-lab.io' },
  key: KEY,
  openers: ['http://localhost:7070'],
};
const found = viewByName(seen, 'devcoin', 'localhost:7070');
if (!found) throw new Error('the preview has no view');
const view = found;
const PAGE = `devcoin--${KEY}.localhost:7070`;
const API = `devcoin-api--${KEY}.localhost:7070`;

const asked = (headers: IncomingMessage['headers']) => ({ headers }) as IncomingMessage;
const answered = (...rawHeaders: string[]) => ({ rawHeaders, headers: {} }) as unknown as IncomingMessage;

describe('cookies', () => {
  it("keeps the lab's own away from the node", () => {
    expect(withoutLabCookies('a=1; devcoin_lab_seat=secret; b=2; devcoin_lab_preview=k')).toBe('a=1; b=2');
    expect(withoutLabCookies('devcoin_lab_seat=secret')).toBeUndefined();
  });

  it('makes those of the app its own, on plain HTTP', () => {
    expect(cookieForPreview('a=1; Domain=dev-lab.io; Path=/; Secure; HttpOnly; SameSite=None', false)).toBe(
      'a=1; Path=/; HttpOnly',
    );
    expect(cookieForPreview('a=1; Secure; SameSite=None; Domain=x', true)).toBe('a=1; Secure; SameSite=None');
  });

  it("lets no app set the lab's own", () => {
    expect(cookieForPreview('devcoin_lab_seat=theirs; Path=/', false)).toBeUndefined();
  });
});

describe('a request', () => {
  it('has the Host, the origin and the referer that the app expects', () => {
    const headers = requestHeaders(
      asked({ host: PAGE, origin: `http://${PAGE}`, referer: `http://${PAGE}/a?b=1`, cookie: 'devcoin_lab_seat=x' }),
      view,
    );
    expect(headers).toEqual({
      host: 'devcoin.dev-lab.io',
      origin: 'http://devcoin.dev-lab.io',
      referer: 'http://devcoin.dev-lab.io/a?b=1',
    });
  });

  it('brings no header of one connection, none of a proxy, and no address of the lab', () => {
    const headers = requestHeaders(
      asked({
        connection: 'keep-alive, x-hop',
        'x-hop': '1',
        'x-forwarded-for': '10.0.0.1',
        referer: 'http://localhost:7070/learn',
        accept: 'text/html',
      }),
      view,
    );
    expect(headers).toEqual({ host: 'devcoin.dev-lab.io', accept: 'text/html' });
  });
});

describe('an answer', () => {
  const out = (...rawHeaders: string[]) =>
    responseHeaders(answered(...rawHeaders), asked({ origin: `http://${PAGE}` }), view);
  const OURS = [
    ...['Content-Security-Policy', "frame-ancestors 'self' http://localhost:7070"],
    ...['Referrer-Policy', 'same-origin'],
  ];

  it('may be shown by the page of the lab that asked, and by no other', () => {
    expect(out('X-Frame-Options', 'DENY', 'Content-Security-Policy', "frame-ancestors 'none'")).toEqual(OURS);
  });

  it('leads on inside the preview when it leads to the app, and elsewhere as it is', () => {
    expect(out('Location', 'http://devcoin.dev-lab.io/in?x=1')).toEqual(['Location', `//${PAGE}/in?x=1`, ...OURS]);
    expect(out('Location', 'http://devcoin-api.dev-lab.io/')).toEqual(['Location', `//${API}/`, ...OURS]);
    expect(out('Location', 'https://example.org/')).toEqual(['Location', 'https://example.org/', ...OURS]);
    expect(out('Location', '/in')).toEqual(['Location', '/in', ...OURS]);
  });

  it('lets in the origin that asked when the app lets in its own page', () => {
    expect(out('Access-Control-Allow-Origin', 'http://devcoin.dev-lab.io')).toEqual([
      'Access-Control-Allow-Origin',
      `http://${PAGE}`,
      ...OURS,
    ]);
    expect(out('Access-Control-Allow-Origin', '*')).toEqual(['Access-Control-Allow-Origin', '*', ...OURS]);
  });

  it('does not make the browser forget cookies or want TLS', () => {
    expect(out('Clear-Site-Data', '"*"', 'Strict-Transport-Security', 'max-age=1')).toEqual(OURS);
  });
});

it("a policy names the app's hosts as the browser knows them", () => {
  expect(
    policyForPreview("default-src 'self'; connect-src 'self' devcoin-api.dev-lab.io https://example.org", view),
  ).toBe(`default-src 'self'; connect-src 'self' ${API} https://example.org`);
  expect(policyForPreview("frame-ancestors 'none'", view)).toBeUndefined();
});

describe('what Traefik says', () => {
  const head = (statusCode: number, type: string, length: string) =>
    ({ statusCode, headers: { 'content-type': type, 'content-length': length } }) as unknown as IncomingMessage;

  it('is told from what an app says', () => {
    expect(maybeProxyTrouble(head(404, 'text/plain; charset=utf-8', '19'))).toBe(true);
    expect(maybeProxyTrouble(head(404, 'text/plain; charset=utf-8', '5000'))).toBe(false);
    expect(maybeProxyTrouble(head(404, 'text/html', '19'))).toBe(false);
    expect(proxyTrouble(404, '404 page not found\n')).toBe('noRule');
    expect(proxyTrouble(503, 'no available server\n')).toBe('noServer');
    expect(proxyTrouble(502, 'Bad Gateway')).toBe('noServer');
    expect(proxyTrouble(404, 'no such coin')).toBeUndefined();
  });

  it('is explained by the rules in labels', () => {
    const rule = 'Host(`devcoin.dev-lab.io`) || Host(`Devcoin.localhost`)';
    expect(hostsInLabels({ 'traefik.http.routers.web.rule': rule, 'com.docker.stack.namespace': 'x' })).toEqual([
      'devcoin.dev-lab.io',
      'devcoin.localhost',
    ]);
  });
});
