import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ServerMessage } from '../../contract/index.ts';
import { FakeSocket } from './fake-socket.ts';
import { ANSWER_LIMIT_MS, ASK_EVERY_MS, Line } from './line.ts';

let sockets: FakeSocket[];
let messages: ServerMessage[];
let bytes: [number, number[]][];
let mayRetry: boolean;

beforeEach(() => {
  vi.useFakeTimers();
  sockets = [];
  messages = [];
  bytes = [];
  mayRetry = true;
});
afterEach(() => {
  vi.useRealTimers();
});

function startLine(): Line {
  const line = new Line({
    openSocket: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
    now: () => Date.now(),
    random: () => 1,
    onMessage: (message) => messages.push(message),
    onBytes: (channel, data) => bytes.push([channel, [...data]]),
    mayRetry: async () => mayRetry,
  });
  line.start();
  return line;
}
function socketAt(index: number): FakeSocket {
  const socket = sockets[index];
  if (!socket) throw new Error(`no socket ${index} was opened`);
  return socket;
}

test('a line is live from the welcome on, not before', () => {
  const line = startLine();
  expect(line.send({ type: 'looking', at: true })).toBe(false);
  socketAt(0).welcome();
  expect(line.state.value).toMatchObject({ phase: 'live', wasLive: true });
  expect(line.send({ type: 'looking', at: true })).toBe(true);
  expect(socketAt(0).sent).toEqual([{ type: 'looking', at: true }]);
  expect(messages.map((m) => m.type)).toEqual(['welcome']);
});

test('terminal bytes go out behind their channel and come in by it', () => {
  const line = startLine();
  socketAt(0).welcome();
  line.sendBytes(3, new Uint8Array([65, 66]));
  expect(socketAt(0).sent).toEqual([new Uint8Array([3, 65, 66])]);
  socketAt(0).onmessage?.({ data: new Uint8Array([9, 1, 2]).buffer });
  expect(bytes).toEqual([[9, [1, 2]]]);
});

test('a broken line tries again, later each time, and starts afresh once it was live', async () => {
  const line = startLine();
  socketAt(0).break();
  expect(line.state.value).toMatchObject({ phase: 'waiting', failures: 1, retryAt: Date.now() + 500 });
  await vi.advanceTimersByTimeAsync(500);
  socketAt(1).break();
  expect(line.state.value).toMatchObject({ failures: 2, retryAt: Date.now() + 1000 });
  await vi.advanceTimersByTimeAsync(999);
  expect(sockets).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(1);
  socketAt(2).welcome();
  expect(line.state.value).toMatchObject({ phase: 'live', failures: 0 });
  socketAt(2).break();
  expect(line.state.value).toMatchObject({ failures: 1, retryAt: Date.now() + 500 });
});

test('a waiting line can be told to try at once', async () => {
  const line = startLine();
  socketAt(0).break();
  line.retryNow();
  expect(sockets).toHaveLength(2);
  expect(line.state.value.phase).toBe('connecting');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(line.state.value.failures).toBeGreaterThan(1);
});

test('a line that stays silent when it is asked is taken for dead and replaced', async () => {
  const line = startLine();
  socketAt(0).welcome();
  await vi.advanceTimersByTimeAsync(2000);
  expect(socketAt(0).sentOf('ping')).toEqual([{ type: 'ping', id: 1 }]);
  await vi.advanceTimersByTimeAsync(ANSWER_LIMIT_MS);
  expect(line.state.value.phase).toBe('waiting');
  expect(socketAt(0).isClosed).toBe(true);
});

test('the line is as quick as the better of two answers, and is asked again later', async () => {
  const line = startLine();
  socketAt(0).welcome();
  for (const [id, tookMs] of [
    [1, 700],
    [2, 18],
    [3, 900],
  ] as const) {
    await vi.advanceTimersByTimeAsync(id === 3 ? ASK_EVERY_MS : 2000);
    expect(socketAt(0).sentOf('ping')).toHaveLength(id);
    await vi.advanceTimersByTimeAsync(tookMs);
    socketAt(0).say({ type: 'pong', id });
    expect(line.state.value.roundTripMs).toBe(id === 1 ? undefined : 18);
  }
  expect(messages.map((m) => m.type)).toEqual(['welcome']);
});

test('a server that takes the socket but never says welcome counts as no answer', async () => {
  const line = startLine();
  await vi.advanceTimersByTimeAsync(ANSWER_LIMIT_MS * 2);
  expect(line.state.value.phase).toBe('waiting');
});

test('a renewed line opens a new socket at once and hears nothing of the old one', () => {
  const line = startLine();
  socketAt(0).welcome();
  const old = socketAt(0);
  line.renew();
  expect(sockets).toHaveLength(2);
  expect(old.isClosed).toBe(true);
  expect(old.onmessage).toBeNull();
  expect(line.state.value).toMatchObject({ phase: 'connecting', failures: 0 });
});

test('a line ends when no other try makes sense', async () => {
  const line = startLine();
  mayRetry = false;
  socketAt(0).break();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(line.state.value.phase).toBe('ended');
  expect(sockets).toHaveLength(1);
});
