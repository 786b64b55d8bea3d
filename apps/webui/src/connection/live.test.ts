import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openLive } from './live.ts';
import { coin, summary } from './sample-messages.ts';

/** The browser's EventSource, driven by the test. */
class StreamByHand extends EventTarget {
  static readonly CLOSED = 2;
  static all: StreamByHand[] = [];
  readyState = 0;
  readonly url: string;
  constructor(url: string) {
    super();
    this.url = url;
    StreamByHand.all.push(this);
  }
  close() {
    this.readyState = 2;
  }
  say(type: string, data: unknown = {}) {
    this.dispatchEvent(new MessageEvent(type, { data: JSON.stringify(data) }));
  }
  break(readyState: 0 | 2) {
    this.readyState = readyState;
    this.dispatchEvent(new Event('error'));
  }
}

const API = 'http://devcoin-api.localhost';
const ending = { current: new AbortController() };
let answer: () => Response | Promise<Response>;
const told = vi.fn();
const stream = () => StreamByHand.all.at(-1) as StreamByHand;
const states = () => told.mock.calls.filter(([m]) => m.kind === 'connection').map(([m]) => m.state);
const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
  StreamByHand.all = [];
  told.mockClear();
  ending.current = new AbortController();
  answer = () => Response.json(summary());
  vi.stubGlobal('EventSource', StreamByHand);
  vi.stubGlobal('fetch', async (url: string) =>
    url.includes('/coins') ? Response.json({ coins: [coin()] }) : answer(),
  );
  openLive(API, ending.current.signal, told);
});

afterEach(() => {
  ending.current.abort();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('is live with the first summary and reads the latest coins', async () => {
  stream().say('open');
  stream().say('summary', summary({ total: 7 }));
  await settle();
  expect(stream().url).toBe(`${API}/events`);
  expect(states()).toEqual(['loading', 'live']);
  expect(told).toHaveBeenCalledWith({ kind: 'latest', coins: [coin()] });
});

it('hands on coins', () => {
  stream().say('coins', { total: 8, coins: [coin()] });
  expect(told).toHaveBeenLastCalledWith({ kind: 'coins', total: 8, coins: [coin()] });
});

it('leaves a short break to the browser, which resumes where it was', async () => {
  stream().say('summary', summary());
  stream().break(0);
  await settle();
  stream().say('summary', summary());
  expect(states()).toEqual(['loading', 'live', 'reconnecting', 'reconnecting', 'live']);
  expect(StreamByHand.all).toHaveLength(1);
});

it('says that the API is away and opens a new stream, waiting longer each time', async () => {
  answer = () => Promise.reject(new TypeError('Failed to fetch'));
  stream().say('summary', summary());
  stream().break(2);
  await settle();
  expect(states().at(-1)).toBe('apiAway');
  await vi.advanceTimersByTimeAsync(500);
  expect(StreamByHand.all).toHaveLength(2);
  stream().break(2);
  await vi.advanceTimersByTimeAsync(500);
  expect(StreamByHand.all).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(500);
  expect(StreamByHand.all).toHaveLength(3);
  stream().say('summary', summary());
  expect(states().at(-1)).toBe('live');
});

it("tells Redis' absence from the API's, and a proxy's 503 from both", async () => {
  answer = () => new Response('{}', { status: 503, headers: { 'content-type': 'application/problem+json' } });
  stream().break(2);
  await settle();
  expect(states().at(-1)).toBe('redisAway');
  answer = () => new Response('no available server', { status: 503 });
  await vi.advanceTimersByTimeAsync(5000);
  expect(states().at(-1)).toBe('apiAway');
});

it('believes the stream that Redis is lost, until it tells numbers again', () => {
  stream().say('summary', summary());
  stream().say('away');
  expect(states().at(-1)).toBe('redisAway');
  stream().say('summary', summary());
  expect(states().at(-1)).toBe('live');
});

it('gives up a stream that went silent', async () => {
  stream().say('summary', summary());
  await vi.advanceTimersByTimeAsync(6000);
  expect(stream().readyState).toBe(StreamByHand.CLOSED);
  expect(states().at(-1)).toBe('reconnecting');
  await vi.advanceTimersByTimeAsync(500);
  expect(StreamByHand.all).toHaveLength(2);
});

it('ignores messages that are none', () => {
  told.mockClear();
  stream().say('summary', { hello: 'world' });
  stream().dispatchEvent(new MessageEvent('coins', { data: '{"total":' }));
  expect(told).not.toHaveBeenCalled();
});

it('ends with its signal', async () => {
  ending.current.abort();
  told.mockClear();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(stream().readyState).toBe(StreamByHand.CLOSED);
  expect(told).not.toHaveBeenCalled();
});
