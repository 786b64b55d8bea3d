import { expect, it } from 'vitest';
import { coin, miner, summary } from './connection/sample-messages.ts';
import { applyMessages, EMPTY_VIEW } from './view.ts';

const live = { kind: 'connection', state: 'live', retryAt: null } as const;
const started = applyMessages(EMPTY_VIEW, [{ kind: 'summary', summary: summary(), from: 'stream' }, live], 5000);

it('counts with each coin and shows it', () => {
  const next = applyMessages(started, [{ kind: 'coins', total: 101, coins: [coin({ id: 'new' })] }], 5100);
  expect(next.total).toBe(101);
  expect(next.latest[0]?.id).toBe('new');
});

it('lets another replica that answers a request only be seen, while the stream flows', () => {
  const other = summary({ total: 1, servedBy: { host: 'b2', task: 'devcoin_api.2', node: 'node3' } });
  const next = applyMessages(started, [{ kind: 'summary', summary: other, from: 'probe' }], 6000);
  expect(next.total).toBe(100);
  expect(next.summary?.servedBy.host).toBe('a1');
  expect(next.replicas.map((replica) => replica.host)).toEqual(['b2', 'a1']);
  expect(next.nodes).toEqual(['node1', 'node2', 'node3']);
});

it('takes the numbers of a request while the stream is broken', () => {
  const next = applyMessages(
    started,
    [
      { kind: 'connection', state: 'reconnecting', retryAt: null },
      { kind: 'summary', summary: summary({ total: 140 }), from: 'probe' },
    ],
    6000,
  );
  expect(next.total).toBe(140);
});

it('forgets a replica that has not answered for a minute', () => {
  const other = summary({ servedBy: { host: 'b2', task: 'devcoin_api.2', node: null } });
  const next = applyMessages(started, [{ kind: 'summary', summary: other, from: 'stream' }], 70_000);
  expect(next.replicas.map((replica) => replica.host)).toEqual(['b2']);
});

it('notes that miners were added', () => {
  const three = summary({ miners: [miner(), miner({ id: 'b' }), miner({ id: 'c' })], at: 1_060_000 });
  const next = applyMessages(started, [{ kind: 'summary', summary: three, from: 'stream' }], 65_000);
  expect(next.changes.at(-1)).toEqual({ at: 1060, from: 1, to: 3 });
});

it('counts no seconds over a break', () => {
  const broken = applyMessages(started, [{ kind: 'connection', state: 'apiAway', retryAt: 1 }], 6000);
  expect(broken.seconds.since).toBeNull();
  expect(broken.total).toBe(100);
});
