import { mount } from '@vue/test-utils';
import { expect, it } from 'vitest';
import { nextTick } from 'vue';
import ChartReadout from './chart/ChartReadout.vue';
import { frameOf } from './chart/geometry.ts';
import CoinsTotal from './coins/CoinsTotal.vue';
import ConnectionNote from './connection/ConnectionNote.vue';
import ConnectionServed from './connection/ConnectionServed.vue';
import ConnectionStack from './connection/ConnectionStack.vue';
import ConnectionState from './connection/ConnectionState.vue';
import { summary } from './connection/sample-messages.ts';
import MinersCard from './miners/MinersCard.vue';
import { applyMessages, EMPTY_VIEW } from './view.ts';

const view = applyMessages(
  { ...EMPTY_VIEW, page: { host: 'w', task: 'devcoin_webui.1', node: 'node4', apiUrl: null } },
  [
    { kind: 'summary', summary: summary(), from: 'stream' },
    { kind: 'connection', state: 'live', retryAt: null },
    {
      kind: 'summary',
      summary: summary({ servedBy: { host: 'b', task: 'devcoin_api.2', node: 'node3' } }),
      from: 'probe',
    },
  ],
  5000,
);

it('says who served the page and the numbers, and how many replicas were seen', () => {
  const text = mount(ConnectionServed, { props: { view } }).text();
  expect(text).toBe('page from webui.1 on node4, numbers from api.1 on node1 (2 replicas seen)');
});

it('names the version of the API that answers, so that an update can be watched', () => {
  const updated = summary({ servedBy: { host: 'c', task: 'devcoin_api.1', node: 'node2', version: '2.0' } });
  const newView = applyMessages(view, [{ kind: 'summary', summary: updated, from: 'stream' }], 6000);
  expect(mount(ConnectionServed, { props: { view: newView } }).text()).toContain('api.1 on node2 (version 2.0)');
  expect(mount(ConnectionStack, { props: { view: newView } }).text()).toContain('api.1 2.0 on node2');
});

it('shows the stack with the other replica that answered', () => {
  const text = mount(ConnectionStack, { props: { view } }).text();
  expect(text).toContain('api.1 on node1');
  expect(text).toContain('also answered: api.2 on node3 (now)');
  expect(text).toContain('1 task on node2');
});

it('says after a break that it is live again, and not at the first time', async () => {
  const state = mount(ConnectionState, { props: { state: 'loading' } });
  await state.setProps({ state: 'live' });
  expect(state.text()).toBe('Live');
  await state.setProps({ state: 'apiAway' });
  expect(state.text()).toBe('API away');
  await state.setProps({ state: 'live' });
  expect(state.text()).toBe('Live again');
});

it('names the address that cannot be reached, and tries again when asked', async () => {
  const apiUrl = 'http://devcoin-api.localhost';
  const note = mount(ConnectionNote, { props: { state: 'apiAway', retryAt: null, apiUrl } });
  expect(note.text()).toContain(`cannot be reached at ${apiUrl}.`);
  await note.find('button').trigger('click');
  expect(note.emitted('retry')).toHaveLength(1);
  await note.setProps({ state: 'live' });
  expect(note.find('section').exists()).toBe(false);
});

it('says what to do when no miner runs', () => {
  const card = mount(MinersCard, { props: { summary: summary({ miners: [] }), hues: new Map(), nodes: [] } });
  expect(card.text()).toContain('docker service scale devcoin_miner=3');
});

it('shows old numbers as old', () => {
  const total = mount(CoinsTotal, { props: { summary: summary(), total: 14_832, staleSince: 1000 } });
  expect(total.find('h1').text()).toMatch(/^Coins mined, as of \d\d:\d\d:01$/);
  expect(total.text()).toContain('14\u202f832');
});

it('reads the chart with the arrow keys', async () => {
  const points = [10, 20, 30].map((rate, i) => ({ at: 100 + i, rate }));
  const slider = mount(ChartReadout, { props: { points, frame: frameOf(points) } }).find('[role=slider]');
  const text = () => slider.attributes('aria-valuetext');
  await slider.trigger('focus');
  expect(text()).toMatch(/30\.0 coins\/s$/);
  await slider.trigger('keydown', { key: 'ArrowLeft' });
  expect(text()).toMatch(/20\.0 coins\/s$/);
  await slider.trigger('keydown', { key: 'Home' });
  await slider.trigger('keydown', { key: 'ArrowLeft' });
  expect(text()).toMatch(/10\.0 coins\/s$/);
  await slider.trigger('keydown', { key: 'Escape' });
  await nextTick();
  expect(slider.text()).toBe('');
});
