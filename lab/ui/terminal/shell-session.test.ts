import { beforeEach, describe, expect, test, vi } from 'vitest';
import { reactive, ref } from 'vue';
import { TERMINAL_ACK_BYTES } from '../../contract/index.ts';
import { type SessionScreen, type ShellProps, ShellSession } from './shell-session.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

function createScreen() {
  return {
    size: { cols: 80, rows: 24 },
    write: vi.fn((_bytes: Uint8Array, done: () => void) => done()),
    fit: vi.fn((): { cols: number; rows: number } | undefined => undefined),
    take: vi.fn(),
  } satisfies SessionScreen;
}

function createLink() {
  return {
    open: vi.fn(),
    resize: vi.fn(),
    input: vi.fn((_channel: number, _bytes: Uint8Array) => {}),
    ack: vi.fn(),
    close: vi.fn(),
    on: vi.fn(() => () => {}),
    shells: ref(),
    newShell: vi.fn(),
    endShell: vi.fn(),
    onShell: vi.fn(() => () => {}),
    connected: ref(true),
  };
}

let screen: ReturnType<typeof createScreen>;
let link: ReturnType<typeof createLink>;
let props: { -readonly [K in keyof ShellProps]: ShellProps[K] };
let session: ShellSession;
const output = vi.fn();

beforeEach(() => {
  screen = createScreen();
  link = createLink();
  output.mockReset();
  props = {
    ...reactive({ node: 'node2', shell: 'main', up: true, channel: 3, fontPx: 12, isShown: true }),
    link,
  };
  session = new ShellSession(props, { output, zoom: () => {} });
});

function goLive(): void {
  session.showOn(screen);
  session.opened(80, 24);
  session.data(bytes('screen'));
}

describe('a shell on the page', () => {
  test('is asked for in the size that fits', () => {
    session.showOn(screen);
    expect(link.open).toHaveBeenCalledWith({ channel: 3, node: 'node2', shell: 'main', cols: 80, rows: 24 });
    expect(session.state.value).toBe('opening');
  });

  test('waits for its node', () => {
    props.up = false;
    session.showOn(screen);
    expect(session.state.value).toBe('waiting');
    expect(link.open).not.toHaveBeenCalled();
  });

  test('gets the keys that were typed while it opened, once it has drawn its screen', () => {
    session.showOn(screen);
    session.send(bytes('l'));
    session.opened(80, 24);
    session.send(bytes('s'));
    expect(link.input).not.toHaveBeenCalled();
    session.data(bytes('screen'));
    session.send(bytes('\r'));
    expect(link.input.mock.calls.map(([, keys]) => [...keys])).toEqual([[...bytes('ls')], [13]]);
  });

  test('takes no keys while the page is disconnected', () => {
    goLive();
    link.connected.value = false;
    session.send(bytes('x'));
    expect(link.input).not.toHaveBeenCalled();
  });

  test('does not take an answer in an older size for that of another page', () => {
    session.showOn(screen);
    screen.fit.mockReturnValue({ cols: 100, rows: 30 });
    session.fit();
    session.opened(80, 24);
    expect(screen.take).not.toHaveBeenCalled();
    expect(link.resize).toHaveBeenCalledWith(3, 100, 30);
    expect(session.isForeign.value).toBe(false);
    session.resized(60, 20);
    expect(screen.take).toHaveBeenCalledWith({ cols: 60, rows: 20 });
    expect(session.isForeign.value).toBe(true);
    session.resized(100, 30);
    expect(session.isForeign.value).toBe(false);
  });

  test('that ended opens again with Enter, and with nothing else', () => {
    goLive();
    session.ended('The shell of node2 ended.');
    session.send(bytes('x'));
    expect(link.open).toHaveBeenCalledTimes(1);
    session.send(bytes('\r'));
    expect(link.open).toHaveBeenCalledTimes(2);
    session.opened(80, 24);
    session.data(bytes('screen'));
    expect(link.input).not.toHaveBeenCalled();
  });

  test('sends a long paste in pieces', () => {
    goLive();
    session.send(new Uint8Array(70 * 1024));
    expect(link.input.mock.calls.map(([, piece]) => piece.length)).toEqual([32_768, 32_768, 6144]);
  });

  test('sends a letter with Ctrl when that is held down on the row of keys, once', () => {
    goLive();
    session.isCtrlHeld.value = true;
    session.send(bytes('c'));
    session.send(bytes('c'));
    expect(link.input.mock.calls.map(([, keys]) => [...keys])).toEqual([[3], [0x63]]);
  });
});

describe('output', () => {
  test('is acknowledged when it is on the screen', () => {
    goLive();
    session.opened(80, 24);
    let done: () => void = () => {};
    screen.write.mockImplementation((_bytes, call) => {
      done = call;
    });
    session.data(new Uint8Array(TERMINAL_ACK_BYTES));
    expect(link.ack).not.toHaveBeenCalled();
    done();
    expect(link.ack).toHaveBeenCalledWith(3, TERMINAL_ACK_BYTES);
  });

  test('of a terminal that is not shown is news, but not the screen that is drawn first', () => {
    session.showOn(screen);
    session.opened(80, 24);
    props.isShown = false;
    session.data(new Uint8Array(64 * 1024));
    session.data(new Uint8Array(100));
    expect(output).not.toHaveBeenCalled();
    session.data(bytes('new'));
    expect(output).toHaveBeenCalledTimes(1);
  });

  test('of a terminal that is shown is no news', () => {
    goLive();
    session.data(bytes('new'));
    expect(output).not.toHaveBeenCalled();
  });
});
