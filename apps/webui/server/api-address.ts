/** The API's host beside a page's host: `devcoin.example:8080` has it at `devcoin-api.example:8080`; other names have none. */
export function apiHost(pageHost: string): string | null {
  return /^devcoin(?=[.:]|$)/i.test(pageHost) ? pageHost.replace(/^devcoin/i, 'devcoin-api') : null;
}
