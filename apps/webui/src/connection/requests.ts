import type { Coin, History, PageServer, Summary } from './api-types.ts';

const TIMEOUT_MS = 5_000;

/** How a plain request for the summary ended. */
export type Probe = { kind: 'answered'; summary: Summary } | { kind: 'unreachable' } | { kind: 'redisAway' };

async function getJson<T>(url: string, signal: AbortSignal): Promise<T> {
  const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]) });
  if (!response.ok) throw new HttpError(response);
  return (await response.json()) as T;
}

class HttpError extends Error {
  /** The API's own word that Redis is away: a proxy's 503, when no API is left behind it, is no problem details. */
  readonly redisAway: boolean;
  constructor(response: Response) {
    super(`HTTP ${response.status}`);
    this.redisAway =
      response.status === 503 && (response.headers.get('content-type') ?? '').startsWith('application/problem+json');
  }
}

/** Whether a message is a summary: anything else is another program at that address. */
export function isSummary(value: unknown): value is Summary {
  return typeof value === 'object' && value !== null && 'total' in value && 'miners' in value && 'servedBy' in value;
}

/** Asks the API once for its summary, and says how that ended instead of failing. */
export async function probe(apiUrl: string, signal: AbortSignal): Promise<Probe> {
  try {
    const summary = await getJson<unknown>(`${apiUrl}/`, signal);
    return isSummary(summary) ? { kind: 'answered', summary } : { kind: 'unreachable' };
  } catch (error) {
    return { kind: error instanceof HttpError && error.redisAway ? 'redisAway' : 'unreachable' };
  }
}

/** The newest coins, newest first. */
export async function latestCoins(apiUrl: string, limit: number, signal: AbortSignal): Promise<readonly Coin[]> {
  return (await getJson<{ coins: readonly Coin[] }>(`${apiUrl}/coins?limit=${limit}`, signal)).coins;
}

/** Coins by step over a span: `2m`, `15m` or `all`. */
export function history(apiUrl: string, span: string, signal: AbortSignal): Promise<History> {
  return getJson<History>(`${apiUrl}/history?span=${span}`, signal);
}

/** Which server this page came from; null when it does not say, as behind another web server. */
export async function pageServer(signal: AbortSignal): Promise<PageServer | null> {
  try {
    return await getJson<PageServer>('/server.json', signal);
  } catch {
    return null;
  }
}
