import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import express from 'express';
import { expect, it } from 'vitest';
import type { Coin } from '../model/coin.ts';
import { Listener, toBatch } from './listener.ts';

const coin = (id: string): Coin => ({
  ...{ id, job: 1, nonce: 2, hash: '00', miner: 'm', task: 't', node: null, at: 1, ms: 1 },
});

/** A listener whose reader takes nothing until it is told to. */
async function listenerOfSleepyReader() {
  const app = express();
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const opened = new Promise<Listener>((resolve) => {
    app.get('/', (_req, res) => resolve(new Listener(res, null, undefined)));
  });
  const reader = connect((server.address() as AddressInfo).port, '127.0.0.1').pause();
  reader.on('error', () => undefined).write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  const close = async () => {
    reader.destroy();
    await once(server.close(), 'close');
  };
  return { listener: await opened, reader, close };
}

it('a reader that takes nothing is dropped before it costs much memory', async () => {
  const { listener, close } = await listenerOfSleepyReader();
  const kilobytes = 64;
  let sent = 0;
  while (!listener.isTooSlow && sent < 32_768) {
    listener.write('x'.repeat(kilobytes * 1024));
    sent += kilobytes;
    // Whatever the system takes off our hands is not ours to keep.
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(listener.isTooSlow).toBe(true);
  await close();
});

it('coins that are known are not sent again', async () => {
  const { listener, reader, close } = await listenerOfSleepyReader();
  listener.lastId = '9-0';
  listener.sendCoins(toBatch([coin('8-0'), coin('9-0')], 2));
  listener.sendCoins(toBatch([coin('9-0'), coin('10-0')], 3));
  listener.sendCoins(toBatch([coin('11-0')], 4));
  listener.end();
  let text = '';
  reader.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  reader.resume();
  await expect.poll(() => text).toContain('retry: ');
  expect([...text.matchAll(/"id":"(\d+-0)"/g)].map((match) => match[1])).toEqual(['10-0', '11-0']);
  expect([...text.matchAll(/^id: (.*)$/gm)].map((match) => match[1])).toEqual(['10-0', '11-0']);
  await close();
});
