import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PACKET_BYTES } from './dtach.ts';
import { attachToShell, type DtachStream } from './shell-stream.ts';

const SIZE = { cols: 80, rows: 24 };

/** A double of dtach's holder: knows rows and keys, and lets a test play the program. */
class Holder {
  rows = 0;
  keys = '';
  onRows: (rows: number, holder: Holder) => void = () => undefined;
  socket: Socket | undefined;
  #rest = Buffer.alloc(0);

  take(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    while (this.#rest.length >= PACKET_BYTES) {
      const packet = this.#rest.subarray(0, PACKET_BYTES);
      this.#rest = this.#rest.subarray(PACKET_BYTES);
      if (packet[0] === 0) this.keys += packet.subarray(2, 2 + (packet[1] ?? 0)).toString('latin1');
      if (packet[0] === 3) this.#resize(packet.readUInt16LE(2));
    }
  }

  #resize(rows: number): void {
    const isNew = rows !== this.rows;
    this.rows = rows;
    if (isNew) this.onRows(rows, this);
  }

  say(text: string): void {
    this.socket?.write(text);
  }
}

let folder: string;
let server: Server;
let holder: Holder;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shell-stream-'));
  holder = new Holder();
  server = createServer((socket) => {
    holder.socket = socket;
    socket.on('data', (chunk) => holder.take(chunk));
    socket.on('error', () => undefined);
  });
  server.listen(join(folder, 'shell.sock'));
  await once(server, 'listening');
});
afterEach(async () => {
  holder.socket?.destroy();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

async function attach(shell: { fresh?: boolean; why?: 'ended' | 'broken' } = {}) {
  const socket = connect(join(folder, 'shell.sock'));
  const stream = await attachToShell(socket, SIZE, {
    fresh: shell.fresh ?? false,
    whyEnded: () => shell.why ?? 'broken',
  });
  return { stream, shown: shownBy(stream) };
}

function shownBy(stream: DtachStream): { text: string } {
  const shown = { text: '' };
  stream.onData((bytes) => {
    shown.text += Buffer.from(bytes).toString();
  });
  return shown;
}

test('a shell that waits is shown once, at its real size, though it draws only for a size that is new to it', async () => {
  holder.rows = SIZE.rows;
  holder.onRows = (rows) => holder.say(`prompt at ${rows};`);
  const { stream, shown } = await attach();
  await expect.poll(() => shown.text).toBe('prompt at 24;');
  expect(holder.rows).toBe(24);
  stream.close();
});

test('the first prompt of a new shell that has its size by then is kept', async () => {
  holder.onRows = (rows, self) => {
    if (rows !== SIZE.rows + 1) return;
    self.rows = SIZE.rows;
    self.say('first prompt;');
  };
  const { stream, shown } = await attach({ fresh: true });
  await expect.poll(() => shown.text).toBe('first prompt;');
  stream.close();
});

test('a program that draws nothing is not waited for, and what it says later comes', async () => {
  const { stream, shown } = await attach();
  expect([shown.text, holder.rows]).toEqual(['', 24]);
  holder.say('at last');
  await expect.poll(() => shown.text).toBe('at last');
  stream.close();
});

test('a long paste arrives whole and in order, before what is typed after it', async () => {
  const { stream } = await attach();
  const paste = Array.from({ length: 20_000 }, (_, index) => index % 10).join('');
  stream.write(Buffer.from(paste));
  stream.write(Buffer.from('end'));
  await expect.poll(() => holder.keys).toBe(`${paste}end`);
  stream.close();
});

test('output that comes before anybody listens waits for the listener, and a pause holds it back', async () => {
  const socket = connect(join(folder, 'shell.sock'));
  const stream = await attachToShell(socket, SIZE, { fresh: false, whyEnded: () => 'broken' });
  stream.pause();
  const shown = shownBy(stream);
  holder.say('kept');
  stream.write(Buffer.from('seen'));
  await expect.poll(() => holder.keys).toBe('seen');
  expect(shown.text).toBe('');
  stream.resume();
  await expect.poll(() => shown.text).toBe('kept');
  stream.close();
});

test('its end is told once, with the reason, also to who asks late; letting go is no end', async () => {
  const { stream } = await attach({ why: 'ended' });
  const told: string[] = [];
  stream.onEnd((why) => told.push(why));
  holder.socket?.end();
  await expect.poll(() => told).toEqual(['ended']);
  expect(await new Promise((resolve) => stream.onEnd(resolve))).toBe('ended');

  const other = await attach();
  other.stream.onEnd((why) => told.push(why));
  const closed = once(holder.socket as Socket, 'close');
  other.stream.close();
  await closed;
  expect(told).toEqual(['ended']);
});
