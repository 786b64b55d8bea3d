import { apiHost } from '../../server/api-address.ts';

/**
 * The address of the API: the one the server was told (API_URL); else the page's own host with `devcoin` as its first
 * label made `devcoin-api`, same port; else `/api` on the page's own host, where `vite dev` has the sample API.
 */
export function apiAddress(told: string | null, page: Pick<Location, 'protocol' | 'host'>): string {
  if (told) return told.replace(/\/+$/, '');
  const host = apiHost(page.host);
  return host ? `${page.protocol}//${host}` : `${page.protocol}//${page.host}/api`;
}
