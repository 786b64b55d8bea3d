import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeSocket, WELCOME } from './fake-socket.ts';
import { Line } from './line.ts';
import { LineTerminalLink } from './terminal-link.ts';

let sockets: FakeSocket[];
let link: LineTerminalLink;
let heard: string[];

beforeEach(() => {
  vi.useFakeTimers();
  sockets = [];
  heard = [];
  const line: Line = new Line({
    openSocket: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
    now: () => 0,
    random: () => 0,
    onMessage: (message) => link.receive(message),
    onBytes: (channel, bytes) => link.receiveBytes(channel, bytes),
    mayRetry: async () => true,
  });
  link = new LineTerminalLink(line);
  link.on(1, {
    opened: (cols, rows) => heard.push(`opened ${cols}x${rows}`),
    data: (bytes) => heard.push(new TextDecoder().decode(bytes)),
    resized: (cols, rows) => heard.push(`resized ${cols}x${rows}`),
    ended: (because) => heard.push(`ended ${because}`),
  });
  line.start();
});
afterEach(() => {
  vi.useRealTimers();
});

const shell = { channel: 1, node: 'node1', shell: 'main', cols: 80, rows: 24 };
const last = () => {
  const socket = sockets.at(-1);
  if (!socket) throw new Error('no socket was opened');
  return socket;
};

test('a terminal that is opened before the line is live is asked for with the welcome', () => {
  link.open(shell);
  expect(last().sent).toEqual([]);
  last().welcome();
  expect(last().sentOf('openTerminal')).toEqual([{ type: 'openTerminal', ...shell }]);
});

test('to open an open terminal again only fits its size', () => {
  last().welcome();
  link.open(shell);
  link.open({ ...shell, cols: 100 });
  expect(last().sentOf('openTerminal')).toHaveLength(1);
  expect(last().sentOf('resizeTerminal')).toEqual([{ type: 'resizeTerminal', channel: 1, cols: 100, rows: 24 }]);
});

test('terminals are opened again in their newest size when the line is back', async () => {
  last().welcome();
  link.open(shell);
  link.resize(1, 120, 40);
  last().break();
  expect(link.connected.value).toBe(false);
  await vi.advanceTimersByTimeAsync(1000);
  last().welcome();
  expect(sockets).toHaveLength(2);
  expect(last().sentOf('openTerminal')).toEqual([{ type: 'openTerminal', ...shell, cols: 120, rows: 40 }]);
});

test('what is still shown of an earlier opening is not counted for the new one', () => {
  last().welcome();
  link.open(shell);
  link.ack(1, 40_000);
  expect(last().sentOf('ackOutput')).toEqual([]);
  last().say({ type: 'terminalOpened', ...shell });
  link.ack(1, 50);
  expect(last().sentOf('ackOutput')).toEqual([{ type: 'ackOutput', channel: 1, bytes: 50 }]);
});

test('what a shell says reaches its listener in order', () => {
  last().welcome();
  link.open(shell);
  last().say({ type: 'terminalOpened', channel: 1, node: 'node1', shell: 'main', cols: 80, rows: 24 });
  last().onmessage?.({ data: new Uint8Array([1, 104, 105]).buffer });
  last().say({ type: 'terminalResized', channel: 1, cols: 70, rows: 20 });
  last().say({ type: 'terminalEnded', channel: 1, because: 'The shell ended.' });
  expect(heard).toEqual(['opened 80x24', 'hi', 'resized 70x20', 'ended The shell ended.']);
});

test('an ended terminal is not opened by itself, but by whoever asks', async () => {
  last().welcome();
  link.open(shell);
  last().say({ type: 'terminalEnded', channel: 1, because: 'gone' });
  last().break();
  await vi.advanceTimersByTimeAsync(1000);
  last().welcome();
  expect(last().sentOf('openTerminal')).toHaveLength(0);
  link.open(shell);
  expect(last().sentOf('openTerminal')).toHaveLength(1);
});

test('a terminal that was asked for too early is asked for again when the nodes are up', () => {
  last().welcome();
  link.open(shell);
  last().say({ type: 'sandbox', sandbox: { ...WELCOME.sandbox, state: 'opening' } });
  last().say({ type: 'sandbox', sandbox: WELCOME.sandbox });
  expect(last().sentOf('openTerminal')).toHaveLength(2);
  last().say({ type: 'terminalOpened', channel: 1, node: 'node1', shell: 'main', cols: 80, rows: 24 });
  last().say({ type: 'sandbox', sandbox: WELCOME.sandbox });
  expect(last().sentOf('openTerminal')).toHaveLength(2);
});

test('a size that changed while the server attached is said again with the first bytes', () => {
  last().welcome();
  link.open(shell);
  link.resize(1, 80, 17);
  last().say({ type: 'terminalOpened', channel: 1, node: 'node1', shell: 'main', cols: 80, rows: 24 });
  expect(last().sentOf('resizeTerminal')).toHaveLength(1);
  last().onmessage?.({ data: new Uint8Array([1, 36]).buffer });
  last().onmessage?.({ data: new Uint8Array([1, 32]).buffer });
  const resize = { type: 'resizeTerminal', channel: 1, cols: 80, rows: 17 };
  expect(last().sentOf('resizeTerminal')).toEqual([resize, resize]);
});

test('typing while the line is down is dropped, never sent late', async () => {
  last().welcome();
  link.open(shell);
  last().break();
  link.input(1, new Uint8Array([114, 109]));
  await vi.advanceTimersByTimeAsync(1000);
  last().welcome();
  expect(last().sent.some((m) => m instanceof Uint8Array)).toBe(false);
});
