import { apiHost } from './api-address.ts';

/**
 * Headers that keep a page to itself: nothing from elsewhere, no frames, no plug-ins. Only the API may be asked, wherever
 * the page will look for it: the address this server was told, or the name beside the one in the request.
 */
export function securityHeaders(requestHost: string | undefined, apiUrl: string | null): Record<string, string> {
  return {
    'Content-Security-Policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self'",
      `connect-src ${["'self'", apiSource(requestHost, apiUrl)].filter(Boolean).join(' ')}`,
      "base-uri 'none'",
      "form-action 'none'",
      'frame-ancestors *', // The workshop shows the page in a frame beside the guide; there is nothing to click that matters.
    ].join('; '),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
  };
}

function apiSource(requestHost: string | undefined, apiUrl: string | null): string | null {
  if (apiUrl) return new URL(apiUrl).origin;
  // The name comes from outside: only what looks like a name and a port becomes a part of a header.
  return requestHost && /^[a-z0-9.-]+(:\d+)?$/i.test(requestHost) ? apiHost(requestHost) : null;
}
