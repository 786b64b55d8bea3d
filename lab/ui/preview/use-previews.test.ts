import { flushPromises } from '@vue/test-utils';
import { beforeEach, expect, it, vi } from 'vitest';
import { LabError, type PreviewRequest } from '../../contract/index.ts';
import { usePreviews } from './use-previews.ts';

const page = { protocol: 'http:', hostname: '10.0.0.5' };
const getWays = vi.fn(async () => ({ lab: 'here', names: [], port: 7071 }));
const open = vi.fn(async ({ node, port }: PreviewRequest) => ({ key: `${node}-${port}`, label: node, host: node }));
const make = () => usePreviews({ getWays, open, page });
const place = (port: number, path = '/') => ({ node: 'node1', port, path });

beforeEach(() => {
  getWays.mockClear();
  open.mockClear();
});

it('opens each port once, and shows the one that was asked for last', async () => {
  const previews = make();
  previews.show(place(80));
  previews.show(place(8080));
  previews.show(place(80));
  await flushPromises();
  expect(previews.all.map((one) => one.place.port)).toEqual([80, 8080]);
  expect(previews.selected.value?.place.port).toBe(80);
  expect([getWays.mock.calls.length, open.mock.calls.length]).toEqual([1, 2]);
  expect(previews.all.map((one) => previews.addressOf(one))).toEqual([
    'http://10.0.0.5:7071/~node1-80/',
    'http://10.0.0.5:7071/~node1-8080/',
  ]);
});

it('leads a preview elsewhere, and loads it anew', async () => {
  const previews = make();
  previews.show(place(80));
  await flushPromises();
  previews.go(place(9000, '/x'));
  await flushPromises();
  expect(previews.all).toHaveLength(1);
  expect(previews.addressOf(previews.all[0] ?? expect.fail())).toBe('http://10.0.0.5:7071/~node1-9000/x');
  expect(previews.selected.value?.round).toBe(1);
});

it('says why a port cannot be opened, and can be asked again', async () => {
  const previews = make();
  open.mockRejectedValueOnce(new LabError('unknownNode', 'This cluster has no node node9.'));
  previews.show({ node: 'node9', port: 80, path: '/' });
  await flushPromises();
  expect(previews.selected.value?.problem).toBe('This cluster has no node node9.');
  previews.reload();
  await flushPromises();
  expect(previews.selected.value?.problem).toBeUndefined();
});

it('asks for all anew when the lab was away, and goes on as it was', async () => {
  const previews = make();
  previews.show(place(80));
  await flushPromises();
  const before = previews.all.map((one) => [previews.addressOf(one), one.round]);
  previews.askAgain();
  await flushPromises();
  expect([getWays.mock.calls.length, open.mock.calls.length]).toEqual([2, 2]);
  expect(previews.all.map((one) => [previews.addressOf(one), one.round])).toEqual(before);
});

it('shows the neighbour of one that is closed, and none after the last', async () => {
  const previews = make();
  for (const port of [1, 2, 3]) previews.show(place(port));
  await flushPromises();
  previews.close(previews.all[2]?.id ?? 0);
  expect(previews.selected.value?.place.port).toBe(2);
  for (const { id } of [...previews.all]) previews.close(id);
  expect(previews.selected.value).toBeUndefined();
});
