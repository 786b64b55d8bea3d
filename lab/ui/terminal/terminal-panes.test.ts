import { mount } from '@vue/test-utils';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { nextTick, ref } from 'vue';
import { TerminalPanes } from './index.ts';
import type { TerminalListener } from './terminal-link.ts';

// The emulator needs a page that is laid out; a browser test has one.
vi.mock('./xterm-screen.ts', () => ({
  XtermScreen: class {
    size = { cols: 80, rows: 24 };
    ready = async () => {};
    fit = () => undefined;
    take = () => {};
    write = (_bytes: Uint8Array, done: () => void) => done();
    setFont = () => {};
    setTyping = () => {};
    close = () => {};
    focus = () => {};
  },
}));

const nodes = ['node1', 'node2', 'node3'].map((name) => ({ name, up: true }));
let listeners: Map<number, TerminalListener>;
let opened: { channel: number; node: string }[];
let wrapper: ReturnType<typeof mountPanes>;

function mountPanes() {
  const link = {
    open: (o: { channel: number; node: string }) => void opened.push({ channel: o.channel, node: o.node }),
    resize: () => {},
    input: () => {},
    ack: () => {},
    close: vi.fn(),
    on(channel: number, listener: TerminalListener) {
      listeners.set(channel, listener);
      return () => listeners.delete(channel);
    },
    connected: ref(true),
  };
  return mount(TerminalPanes, { props: { nodes, link }, attachTo: document.body });
}

beforeEach(() => {
  localStorage.clear();
  listeners = new Map();
  opened = [];
  wrapper = mountPanes();
});
afterEach(() => wrapper.unmount());

const openedNodes = () => opened.map(({ node }) => node);
const tab = (name: string) => wrapper.findAll('[role=tab]').find((found) => found.text().startsWith(name));

test('a terminal opens when it is shown first, and stays', async () => {
  await vi.waitFor(() => expect(openedNodes()).toEqual(['node1']));
  await tab('node3')?.trigger('click');
  await vi.waitFor(() => expect(openedNodes()).toEqual(['node1', 'node3']));
  await tab('node1')?.trigger('click');
  await tab('node3')?.trigger('click');
  expect(opened).toEqual([
    { channel: 0, node: 'node1' },
    { channel: 1, node: 'node3' },
  ]);
});

test('arrow keys go from tab to tab, with one tab in the order of focus', async () => {
  await tab('node1')?.trigger('keydown', { key: 'ArrowLeft' });
  expect(wrapper.findAll('[role=tab]').map((found) => found.attributes('tabindex'))).toEqual(['-1', '-1', '0']);
  expect(document.activeElement?.textContent).toContain('node3');
  expect(tab('node3')?.attributes('aria-selected')).toBe('true');
});

test('output that is not seen has a dot on its tab, until it is', async () => {
  await vi.waitFor(() => expect(listeners.has(0)).toBe(true));
  listeners.get(0)?.opened(80, 24);
  listeners.get(0)?.data(new Uint8Array(10));
  await tab('node2')?.trigger('click');
  listeners.get(0)?.data(new Uint8Array(10));
  await nextTick();
  expect(tab('node1')?.text()).toContain('new output');
  await tab('node1')?.trigger('click');
  expect(tab('node1')?.text()).toBe('node1');
});

test('a shell that ended says why, and is opened again by its button', async () => {
  await vi.waitFor(() => expect(listeners.has(0)).toBe(true));
  listeners.get(0)?.opened(80, 24);
  listeners.get(0)?.ended('The shell of node1 ended.');
  await nextTick();
  expect(tab('node1')?.text()).toContain('off');
  expect(wrapper.text()).toContain('The shell of node1 ended.');
  await wrapper
    .findAll('button')
    .find((button) => button.text() === 'Open a new shell')
    ?.trigger('click');
  expect(opened).toHaveLength(2);
});

test('a terminal whose node comes back opens by itself', async () => {
  await vi.waitFor(() => expect(listeners.has(0)).toBe(true));
  listeners.get(0)?.opened(80, 24);
  await wrapper.setProps({ nodes: nodes.map((node) => ({ ...node, up: node.name !== 'node1' })) });
  listeners.get(0)?.ended('node1 is off.');
  await nextTick();
  expect(wrapper.text()).not.toContain('Open a new shell');
  await wrapper.setProps({ nodes });
  await vi.waitFor(() => expect(openedNodes()).toEqual(['node1', 'node1']));
});

test('a page can show a node, and put the focus into it', async () => {
  const panes = wrapper.vm as unknown as { select(node: string): void; focusNode(node: string): Promise<void> };
  panes.select('node2');
  await nextTick();
  expect(tab('node2')?.attributes('aria-selected')).toBe('true');
  panes.select('nowhere');
  await nextTick();
  expect(tab('node2')?.attributes('aria-selected')).toBe('true');
});
