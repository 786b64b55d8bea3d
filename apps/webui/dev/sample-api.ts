import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { SampleMiners, type SampleOptions } from './sample-miners.ts';

const DEFAULTS: SampleOptions = {
  coinsPerSecond: 31,
  miners: 3,
  nodes: 5,
  claimMode: 'queue',
  replicas: 3,
  eventPerCoin: false,
  startTotal: 14_000,
};

/** What the sample can be told to do while it runs: be well, answer 503 as without Redis, break off all connections. */
type Mood = 'well' | 'redis' | 'api';

/** Options from the environment: COINS, MINERS, NODES, REPLICAS, TOTAL, CLAIM_MODE=naive, EVENT_PER_COIN=1. */
export function sampleOptions(env: NodeJS.ProcessEnv): SampleOptions {
  const number = (name: string, fallback: number) => Number(env[name] || fallback);
  return {
    coinsPerSecond: number('COINS', DEFAULTS.coinsPerSecond),
    miners: number('MINERS', DEFAULTS.miners),
    nodes: number('NODES', DEFAULTS.nodes),
    replicas: number('REPLICAS', DEFAULTS.replicas),
    startTotal: Number(env.TOTAL ?? DEFAULTS.startTotal),
    claimMode: env.CLAIM_MODE === 'naive' ? 'naive' : 'queue',
    eventPerCoin: env.EVENT_PER_COIN === '1',
  };
}

/**
 * A sample of the API with made-up miners: for work on the page without the rest of the stack, and for its bench.
 * `POST /sample?miners=5&away=redis|api|nothing` changes it while it runs, so that each state can be seen by hand.
 */
export function createSampleApi(options: Partial<SampleOptions> = {}) {
  const sample = new SampleMiners({ ...DEFAULTS, ...options });
  const streams = new Set<ServerResponse>();
  let mood: Mood = 'well';
  let turn = 0;
  let dugAt = Date.now();

  const send = (event: string, data: unknown, to: Iterable<ServerResponse> = streams) => {
    const text = `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
    for (const stream of to) stream.write(text);
  };
  const tick = () => {
    const now = Date.now();
    const coins = sample.dig(now - dugAt, now);
    dugAt = now;
    if (mood !== 'well' || coins.length === 0) return;
    const first = sample.total - coins.length + 1;
    if (!sample.options.eventPerCoin) return send('coins', { total: sample.total, coins });
    for (const [i, coin] of coins.entries()) send('coins', { total: first + i, coins: [coin] });
  };
  const digging = setInterval(tick, sample.options.eventPerCoin ? 5 : 100);
  const telling = setInterval(() => mood === 'well' && send('summary', sample.summary(1)), 1000);

  const change = (query: URLSearchParams) => {
    const miners = query.get('miners');
    if (miners !== null) sample.scale(Number(miners));
    const away = query.get('away');
    if (away === null) return;
    mood = away === 'redis' || away === 'api' ? away : 'well';
    if (mood === 'redis') send('away', {});
    if (mood === 'api') for (const stream of streams) stream.destroy();
  };

  const handle = (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://sample');
    const json = (body: unknown, status = 200, type = 'application/json') => {
      response.writeHead(status, { 'content-type': type, 'access-control-allow-origin': '*' });
      response.end(JSON.stringify(body));
    };
    if (url.pathname === '/sample') {
      change(url.searchParams);
      json({ mood, miners: sample.miners.length });
    } else if (mood === 'api') {
      response.destroy();
    } else if (mood === 'redis') {
      json({ title: 'Redis is away', status: 503 }, 503, 'application/problem+json');
    } else if (url.pathname === '/') {
      json(sample.summary((turn++ % sample.options.replicas) + 1));
    } else if (url.pathname === '/coins') {
      json({ coins: sample.latest.slice(0, Number(url.searchParams.get('limit') ?? 20)) });
    } else if (url.pathname === '/history') {
      json(historyOf(sample.seconds, url.searchParams.get('span') ?? '2m'));
    } else if (url.pathname === '/events') {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'access-control-allow-origin': '*' });
      streams.add(response);
      response.on('close', () => streams.delete(response));
      send('summary', sample.summary(1), [response]);
    } else {
      json({ title: 'Not found', status: 404 }, 404, 'application/problem+json');
    }
  };

  return {
    handle,
    close() {
      clearInterval(digging);
      clearInterval(telling);
      for (const stream of streams) stream.destroy();
    },
  };
}

/** Coins by step over a span, the unfinished last step left out. */
export function historyOf(seconds: ReadonlyMap<number, number>, span: string) {
  const now = Math.floor(Date.now() / 1000);
  const oldest = Math.min(now, ...seconds.keys());
  const [stepSeconds, length] = span === '2m' ? [1, 120] : span === '15m' ? [5, 900] : [60, now - oldest];
  const end = Math.floor(now / stepSeconds) * stepSeconds;
  const points: { at: number; coins: number }[] = [];
  for (let at = end - Math.floor(length / stepSeconds) * stepSeconds; at < end; at += stepSeconds) {
    let coins = 0;
    for (let second = at; second < at + stepSeconds; second++) coins += seconds.get(second) ?? 0;
    points.push({ at, coins });
  }
  return { stepSeconds, points };
}

if (import.meta.main) {
  const port = Number(process.env.PORT || 8081);
  const api = createSampleApi(sampleOptions(process.env));
  createServer(api.handle).listen(port, '127.0.0.1', () => console.log(`sample API at http://127.0.0.1:${port}`));
}
