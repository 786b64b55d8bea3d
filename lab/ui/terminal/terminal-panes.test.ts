import { mount } from '@vue/test-utils';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { nextTick, ref, shallowRef } from 'vue';
import type { ShellNames } from '../../contract/index.ts';
import { TerminalPanes } from './index.ts';
import type { ShellListener, TerminalListener } from './terminal-link.ts';

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
let opened: { channel: number; node: string; shell: string }[];
let asked: string[];
let shells: ReturnType<typeof shallowRef<ShellNames>>;
let tell: ShellListener;
let wrapper: ReturnType<typeof mountPanes>;

function mountPanes() {
  const link = {
    open: ({ channel, node, shell }: (typeof opened)[number]) => void opened.push({ channel, node, shell }),
    resize: () => {},
    input: () => {},
    ack: () => {},
    close: vi.fn(),
    on(channel: number, listener: TerminalListener) {
      listeners.set(channel, listener);
      return () => listeners.delete(channel);
    },
    connected: ref(true),
    shells,
    newShell: (node: string) => void asked.push(`new ${node}`),
    endShell: (node: string, shell: string, isSure: boolean) => void asked.push(`end ${node} ${shell} ${isSure}`),
    onShell(listener: ShellListener) {
      tell = listener;
      return () => {};
    },
  };
  return mount(TerminalPanes, { props: { nodes, link }, attachTo: document.body });
}

beforeEach(() => {
  localStorage.clear();
  listeners = new Map();
  opened = [];
  asked = [];
  shells = shallowRef<ShellNames>();
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
    { channel: 0, node: 'node1', shell: 'main' },
    { channel: 1, node: 'node3', shell: 'main' },
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

const names = () => wrapper.findAll('[role=tab]').map((found) => found.text());
const dialog = () => document.querySelector('[role=alertdialog]');

/** As the server does it: all pages hear of the new list, then the one that asked of its shell. */
async function say(list: ShellNames, made?: string): Promise<void> {
  shells.value = list;
  await nextTick();
  if (made) tell.opened({ node: 'node1', shell: made });
  await nextTick();
}

test('another shell of the shown node has a tab of its own, and is shown to who asked for it', async () => {
  await wrapper.find('.tab-new').trigger('click');
  expect(asked).toEqual(['new node1']);
  await say({ node1: ['main', '2'], node2: ['main'], node3: ['main'] }, '2');
  expect(names()).toEqual(['node1', 'node1 · 2', 'node2', 'node3']);
  expect(tab('node1 · 2')?.attributes('aria-selected')).toBe('true');
  await vi.waitFor(() => expect(opened).toContainEqual({ channel: 1, node: 'node1', shell: '2' }));
});

test('a shell that another page opened has a tab, and is not shown', async () => {
  await say({ node1: ['main', '2'] });
  expect(names()).toEqual(['node1', 'node1 · 2', 'node2', 'node3']);
  expect(tab('node1')?.attributes('aria-selected')).toBe('true');
});

test('a shell that is gone takes its tab along, and the main one of its node is shown', async () => {
  await say({ node1: ['main', '2'] });
  await tab('node1 · 2')?.trigger('click');
  await say({ node1: ['main'] });
  expect(names()).toEqual(['node1', 'node2', 'node3']);
  expect(tab('node1')?.attributes('aria-selected')).toBe('true');
});

test('a shell is closed by its button or by Delete, with a question only while a program runs in it', async () => {
  await say({ node1: ['main', '2'] });
  await wrapper.find('[aria-label="Close node1 · 2"]').trigger('click');
  await tab('node1 · 2')?.trigger('keydown', { key: 'Delete' });
  await tab('node1')?.trigger('keydown', { key: 'Delete' });
  expect(asked).toEqual(['end node1 2 false', 'end node1 2 false']);
  expect(dialog()).toBeNull();
  tell.busy({ node: 'node1', shell: '2' });
  await vi.waitFor(() => expect(dialog()?.textContent).toContain('Close node1 · 2?'));
  [...(dialog()?.querySelectorAll('button') ?? [])].find((button) => button.textContent === 'Close it')?.click();
  await nextTick();
  expect(asked.at(-1)).toBe('end node1 2 true');
  await vi.waitFor(() => expect(dialog()).toBeNull());
});

test('keys open another shell and go from terminal to terminal', async () => {
  const panes = wrapper.find('.panes');
  await panes.trigger('keydown', { key: 'PageUp', altKey: true });
  expect(tab('node3')?.attributes('aria-selected')).toBe('true');
  await panes.trigger('keydown', { key: 'PageDown', altKey: true });
  expect(tab('node1')?.attributes('aria-selected')).toBe('true');
  await panes.trigger('keydown', { key: 'Enter', ctrlKey: true, shiftKey: true });
  expect(asked).toEqual(['new node1']);
});

test('a run brings the main terminal of its node to the front', async () => {
  await say({ node1: ['main', '2'] });
  await tab('node1 · 2')?.trigger('click');
  (wrapper.vm as unknown as { select(node: string): void }).select('node1');
  await nextTick();
  expect(tab('node1')?.attributes('aria-selected')).toBe('true');
});
