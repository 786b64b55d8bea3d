import { expect, test } from 'vitest';
import { Channels, channelsOf } from './channels.ts';
import type { TerminalLink } from './terminal-link.ts';

test('a terminal keeps its channel until it is given back', () => {
  const channels = new Channels();
  expect(channels.take('node1/main')).toBe(0);
  expect(channels.take('node1/2')).toBe(1);
  expect(channels.take('node1/main')).toBe(0);
});

test('a channel that was given back comes up again last', () => {
  const channels = new Channels();
  channels.take('a');
  channels.giveBack('a');
  expect(channels.take('b')).toBe(1);
  const others = Array.from({ length: 254 }, (_, n) => channels.take(`other ${n}`));
  expect(new Set(others).size).toBe(254);
  expect(others).not.toContain(0);
  expect(channels.take('c')).toBe(0);
});

test('there are 256 and no more', () => {
  const channels = new Channels();
  for (let n = 0; n < 256; n++) expect(channels.take(`terminal ${n}`)).toBe(n);
  expect(() => channels.take('one more')).toThrow('all channels');
  channels.giveBack('terminal 77');
  expect(channels.take('one more')).toBe(77);
});

test('all who use a link share its channels', () => {
  const [link, other] = [{}, {}] as [TerminalLink, TerminalLink];
  expect(channelsOf(link)).toBe(channelsOf(link));
  expect(channelsOf(link)).not.toBe(channelsOf(other));
});
