import type { Coin, NewCoins, Summary } from './api-types.ts';
import { backoffMs } from './backoff.ts';
import { type ConnectionFacts, type ConnectionState, connectionState, NO_FACTS } from './connection-state.ts';
import { isSummary, latestCoins, probe } from './requests.ts';

const PROBE_EVERY_MS = 5_000;
/** A summary comes each second; a stream silent for longer is dead, whatever the browser believes. */
const SILENT_MS = 6_000;
const LATEST = 20;

/** What the page learns from the API. */
export type LiveMessage =
  | { kind: 'summary'; summary: Summary; from: 'stream' | 'probe' }
  | { kind: 'coins'; total: number; coins: readonly Coin[] }
  | { kind: 'latest'; coins: readonly Coin[] }
  | { kind: 'connection'; state: ConnectionState; retryAt: number | null };

/**
 * Keeps a stream of events open until the signal ends it. A break is first mended by the browser's own EventSource, which
 * resumes with Last-Event-ID; where that gives up (any answer but 200) a new one is opened, waiting longer each time.
 * A plain request every five seconds tells API away from Redis away, and shows which other replicas answer.
 */
export function openLive(apiUrl: string, signal: AbortSignal, tell: (message: LiveMessage) => void) {
  let facts: ConnectionFacts = NO_FACTS;
  let source: EventSource | undefined;
  let attempt = 0;
  let retryAt: number | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let silence: ReturnType<typeof setTimeout> | undefined;

  const learn = (news: Partial<ConnectionFacts>) => {
    facts = { ...facts, ...news };
    tell({ kind: 'connection', state: connectionState(facts), retryAt });
  };

  const open = () => {
    clearTimeout(timer);
    source?.close();
    retryAt = null;
    learn({});
    const stream = new EventSource(`${apiUrl}/events`);
    source = stream;
    stream.addEventListener('open', () => void readLatest());
    stream.addEventListener('summary', (event) => {
      const summary = parse(event);
      if (!isSummary(summary)) return;
      attempt = 0;
      listen();
      tell({ kind: 'summary', summary, from: 'stream' });
      if (!facts.streaming || facts.redisLost) learn({ streaming: true, redisLost: false, wasLive: true });
    });
    stream.addEventListener('coins', (event) => {
      const news = parse(event) as NewCoins | null;
      if (news) tell({ kind: 'coins', total: news.total, coins: news.coins });
    });
    stream.addEventListener('away', () => {
      clearTimeout(silence);
      learn({ redisLost: true });
    });
    stream.addEventListener('error', () => broken(stream.readyState === EventSource.CLOSED));
  };

  const broken = (gaveUp: boolean) => {
    clearTimeout(silence);
    if (gaveUp) reopenLater();
    learn({ streaming: false, redisLost: false });
    void ask();
  };

  const reopenLater = () => {
    const wait = backoffMs(attempt++);
    retryAt = Date.now() + wait;
    clearTimeout(timer);
    timer = setTimeout(open, wait);
  };

  const listen = () => {
    clearTimeout(silence);
    silence = setTimeout(() => {
      source?.close();
      broken(true);
    }, SILENT_MS);
  };

  const ask = async () => {
    const found = await probe(apiUrl, signal);
    if (signal.aborted) return;
    if (found.kind === 'answered') tell({ kind: 'summary', summary: found.summary, from: 'probe' });
    if (found.kind !== facts.probe) learn({ probe: found.kind });
  };

  const readLatest = async () => {
    try {
      tell({ kind: 'latest', coins: await latestCoins(apiUrl, LATEST, signal) });
    } catch {
      // The list fills from the stream as well.
    }
  };

  const asking = setInterval(() => void ask(), PROBE_EVERY_MS);
  signal.addEventListener('abort', () => {
    clearInterval(asking);
    clearTimeout(timer);
    clearTimeout(silence);
    source?.close();
  });
  open();

  return {
    /** Opens a new stream now instead of at the end of the wait. */
    retryNow() {
      attempt = 0;
      open();
      void ask();
    },
  };
}

function parse(event: MessageEvent): unknown {
  try {
    return JSON.parse(event.data);
  } catch {
    return null;
  }
}
