import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LabError } from '../../contract/index.ts';
import { FakeSocket } from './fake-socket.ts';
import { openSeat, type Seat } from './use-seat.ts';

let sockets: FakeSocket[];
let seat: Seat;
const onNotice = vi.fn();
const onNoSeat = vi.fn();
const askSeat = vi.fn(async () => undefined as unknown);

beforeEach(() => {
  vi.useFakeTimers();
  vi.resetAllMocks();
  sockets = [];
  seat = openSeat({
    openSocket: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
    now: () => Date.now(),
    random: () => 0,
    onNotice,
    onNoSeat,
    askSeat,
  });
});
afterEach(() => {
  seat.close();
  vi.useRealTimers();
});
const last = () => {
  const socket = sockets.at(-1);
  if (!socket) throw new Error('no socket was opened');
  return socket;
};

test('after a missing event everything is asked anew over a new socket', () => {
  last().welcome();
  last().say({ type: 'event', event: { seq: 7, at: 1, changes: [] } });
  expect(sockets).toHaveLength(2);
  last().welcome();
  expect(seat.isLive.value).toBe(true);
});

test('an opened step is shown at once and told to the server', () => {
  last().welcome();
  seat.openStep('b');
  expect(seat.progress.value.step).toBe('b');
  expect(last().sentOf('openStep')).toEqual([{ type: 'openStep', step: 'b' }]);
});

test('what cannot be sent is said, and the page stays where it is', () => {
  last().welcome();
  last().break();
  seat.openStep('b');
  seat.runBlock('a', 'b1');
  expect(seat.progress.value.step).toBe('a');
  expect(onNotice).toHaveBeenCalledTimes(2);
});

test('a browser without a seat is told so and tries no more', async () => {
  askSeat.mockRejectedValue(new LabError('noSeat', 'No seat.'));
  last().break();
  await vi.advanceTimersByTimeAsync(30_000);
  expect(onNoSeat).toHaveBeenCalledTimes(1);
  expect(sockets).toHaveLength(1);
  expect(seat.line.value.phase).toBe('ended');
});

test('a server that is down is tried again and again', async () => {
  askSeat.mockRejectedValue(new Error('no route'));
  last().break();
  await vi.advanceTimersByTimeAsync(300);
  last().break();
  await vi.advanceTimersByTimeAsync(600);
  expect(sockets).toHaveLength(3);
  expect(onNoSeat).not.toHaveBeenCalled();
});
