/**
 * The API's host beside a page's host: `devcoin.example:8080` has it at `devcoin-api.example:8080`; other names have none.
 * What follows `--` in the first label is kept too: previews give one name to many stacks, as in `devcoin--f3a9.example`.
 */
export function apiHost(pageHost: string): string | null {
  return /^devcoin(?=--|[.:]|$)/i.test(pageHost) ? pageHost.replace(/^devcoin/i, 'devcoin-api') : null;
}
