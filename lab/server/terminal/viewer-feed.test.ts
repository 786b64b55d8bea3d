import { beforeEach, describe, expect, test } from 'vitest';
import { TERMINAL_WINDOW_BYTES } from '../../contract/index.ts';
import { HandClock, NotingViewer } from './terminal.fixtures.ts';
import { LOW_WATER_BYTES, ViewerFeed } from './viewer-feed.ts';

const size = { cols: 80, rows: 24 };

describe('the feed of a viewer', () => {
  let clock: HandClock;
  let viewer: NotingViewer;
  let draws: ((picture: Uint8Array) => void)[];
  let feed: ViewerFeed;

  beforeEach(() => {
    clock = new HandClock();
    viewer = new NotingViewer();
    draws = [];
    feed = new ViewerFeed(viewer, size, { clock, draw: () => new Promise((done) => draws.push(done)) });
  });

  async function drawn(picture: string): Promise<void> {
    draws.shift()?.(Buffer.from(picture));
    await Promise.resolve();
  }

  async function live(): Promise<void> {
    feed.start(size);
    await drawn('screen;');
    feed.ack(7);
  }

  test('says nothing before it is started', () => {
    feed.frame(Buffer.from('early'), true);
    feed.showSize({ cols: 1, rows: 1 });
    expect([viewer.frames, viewer.sizes]).toEqual([[], []]);
  });

  test('holds output back while the screen is drawn, and sends it behind the screen', async () => {
    feed.start(size);
    feed.frame(Buffer.from('one '), true);
    feed.frame(Buffer.from('two '), true);
    expect(viewer.text).toBe('');
    await drawn('screen ');
    feed.frame(Buffer.from('three'), true);
    expect(viewer.text).toBe('screen one two three');
  });

  test('sends a large screen in pieces of 64 KB', async () => {
    feed.start(size);
    await drawn('x'.repeat(150_000));
    expect(viewer.frames.map((frame) => frame.length)).toEqual([65_536, 65_536, 18_928]);
  });

  test('is full beyond the window and drained again near its end', async () => {
    await live();
    feed.frame(Buffer.alloc(TERMINAL_WINDOW_BYTES), true);
    expect(feed.isFull).toBe(false);
    feed.frame(Buffer.alloc(1), true);
    expect(feed.isFull).toBe(true);
    feed.ack(7 + TERMINAL_WINDOW_BYTES - LOW_WATER_BYTES);
    expect(feed.isDrained).toBe(false);
    feed.ack(7 + TERMINAL_WINDOW_BYTES - LOW_WATER_BYTES + 2);
    expect(feed.isDrained).toBe(true);
  });

  test('believes no count that goes back, is no number or runs ahead', async () => {
    await live();
    feed.frame(Buffer.alloc(TERMINAL_WINDOW_BYTES + 1), true);
    for (const bytes of [Number.NaN, Number.POSITIVE_INFINITY, -5, 3]) feed.ack(bytes);
    expect(feed.isFull).toBe(true);
    feed.ack(TERMINAL_WINDOW_BYTES * 10);
    feed.frame(Buffer.alloc(TERMINAL_WINDOW_BYTES + 1), true);
    expect(feed.isFull).toBe(true);
  });

  test('skips output for a watcher that lags, and draws the screen again when it has caught up', async () => {
    await live();
    feed.frame(Buffer.alloc(TERMINAL_WINDOW_BYTES + 1), false);
    feed.frame(Buffer.from('skipped'), false);
    expect(viewer.text).not.toContain('skipped');
    feed.ack(TERMINAL_WINDOW_BYTES);
    expect(draws).toHaveLength(0);
    clock.move(500);
    expect(draws).toHaveLength(1);
    feed.frame(Buffer.from('after'), false);
    await drawn('again;');
    expect(viewer.text.endsWith('again;after')).toBe(true);
  });

  test('of a watcher that lags holds no more than the window, and still shows the screen again and again', async () => {
    feed.start(size);
    for (let n = 0; n < 10; n++) feed.frame(Buffer.alloc(100_000), false);
    await drawn('first;');
    expect(viewer.text).toBe('first;');
    clock.move(500);
    feed.frame(Buffer.alloc(1000), false);
    await drawn('second;');
    expect(viewer.bytes.length).toBe('first;second;'.length + 1000);
    feed.frame(Buffer.from('live'), false);
    expect(viewer.text.endsWith('live')).toBe(true);
  });

  test('sends nothing after it is closed, not even a screen that was asked for', async () => {
    feed.start(size);
    feed.close();
    await drawn('late');
    feed.frame(Buffer.from('late'), true);
    feed.end('late');
    expect(viewer.text).toBe('');
    expect(viewer.ends).toEqual([]);
  });

  test('tells a size only when it is another', async () => {
    await live();
    feed.showSize(size);
    feed.showSize({ cols: 100, rows: 30 });
    feed.resizedItself({ cols: 90, rows: 20 }, false);
    feed.showSize({ cols: 90, rows: 20 });
    expect(viewer.sizes).toEqual([{ cols: 100, rows: 30 }]);
  });
});
