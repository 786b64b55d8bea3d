import { expect, test } from 'vitest';
import { type ClusterSnapshot, emptySnapshot, type ServerMessage } from '../../contract/index.ts';
import { WELCOME } from './fake-socket.ts';
import { emptySeatState, type SeatNotice, takeMessage } from './seat-state.ts';

function newSeat() {
  const state = emptySeatState();
  const notices: SeatNotice[] = [];
  const seen = { gaps: 0, now: 500_000 };
  const take = (message: ServerMessage) =>
    takeMessage(state, message, {
      now: () => seen.now,
      onGap: () => {
        seen.gaps++;
      },
      onNotice: (notice) => notices.push(notice),
    });
  take(WELCOME);
  return { state, notices, seen, take };
}

const snapshot: ClusterSnapshot = { ...emptySnapshot(), seq: 4, at: 1 };
const event = (seq: number): ServerMessage => ({
  type: 'event',
  event: { seq, at: seq, changes: [{ kind: 'swarm', value: { state: 'active', managers: seq, reachable: 1 } }] },
});
const ran = (state: 'running' | 'done', ms?: number): ServerMessage => ({
  type: 'runState',
  step: 'a',
  block: 'b1',
  node: 'node1',
  state,
  ...(ms === undefined ? {} : { ms, exitCode: 0 }),
});

test('events follow the snapshot one by one', () => {
  const { state, take, seen } = newSeat();
  take({ type: 'snapshot', snapshot });
  take(event(5));
  take(event(6));
  expect(state.snapshot.value).toMatchObject({ seq: 6, swarm: { managers: 6 } });
  expect(seen.gaps).toBe(0);
});

test('a missing event is noticed and nothing is guessed', () => {
  const { state, take, seen } = newSeat();
  take({ type: 'snapshot', snapshot });
  take(event(6));
  expect(seen.gaps).toBe(1);
  expect(state.snapshot.value.seq).toBe(4);
});

test('an event that the snapshot holds already changes nothing', () => {
  const { state, take, seen } = newSeat();
  take({ type: 'snapshot', snapshot });
  take(event(4));
  expect(state.snapshot.value).toBe(snapshot);
  expect(seen.gaps).toBe(0);
});

test('ages are counted by the clock of the server', () => {
  const { state } = newSeat();
  expect(state.clockOffsetMs.value).toBe(500_000);
});

test('a run that this page saw end keeps its time over a broken line', () => {
  const { state, take, seen } = newSeat();
  take(ran('running'));
  seen.now += 1200;
  take(ran('done', 1200));
  const at = state.runs.get('a/b1')?.[0]?.at;
  expect(at).toBe(1_001_200);
  seen.now += 60_000;
  take({ ...WELCOME, now: 1_061_200 });
  expect(state.runs.size).toBe(0);
  take(ran('done', 1200));
  expect(state.runs.get('a/b1')?.[0]).toMatchObject({ state: 'done', at });
});

test('a run that ended before the page was opened has no time', () => {
  const { state, take } = newSeat();
  take(ran('done', 1200));
  expect(state.runs.get('a/b1')?.[0]).not.toHaveProperty('at');
});

test('the runs of a block are kept by node', () => {
  const { state, take } = newSeat();
  take(ran('running'));
  take({ type: 'runState', step: 'a', block: 'b1', node: 'node2', state: 'waiting' });
  take(ran('done', 10));
  expect(state.runs.get('a/b1')?.map((r) => `${r.node} ${r.state}`)).toEqual(['node2 waiting', 'node1 done']);
});

test('a new cluster forgets what ran in the old one and how it was judged', () => {
  const { state, take } = newSeat();
  take({ type: 'snapshot', snapshot });
  take(ran('running'));
  take({ type: 'blockSaved', step: 'a', block: 's1', path: '~/x' });
  take({ type: 'verdicts', step: 'a', verdicts: [{ index: 0, state: 'met', because: 'yes' }], met: true });
  take({ type: 'sandbox', sandbox: { ...WELCOME.sandbox, state: 'opening' } });
  expect(state.runs.size + state.saves.size + state.verdicts.size).toBe(0);
  expect(state.snapshot.value.seq).toBe(0);
  expect(state.clusterNumber.value).toBe(1);
});

test('an edited course is taken, and an edit that does not fit is told and not taken', () => {
  const { state, take } = newSeat();
  take({ type: 'courseChanged', course: { ...WELCOME.course, title: 'Edited' } });
  expect(state.course.value?.title).toBe('Edited');
  expect(state.courseVersion.value).toBe(1);
  take({ type: 'courseChanged', course: { ...WELCOME.course, title: 'Broken' }, problem: 'line 3: no id' });
  expect(state.course.value?.title).toBe('Edited');
  expect(state.courseProblem.value).toBe('line 3: no id');
});

test('problems are shown as sentences, but not those that another part of the page shows', () => {
  const { notices, take } = newSeat();
  const problem = {
    type: 'about:blank',
    status: 409,
    title: 'x',
    detail: 'node2 is stopped.',
    code: 'nodeDown',
  } as const;
  take({ type: 'problem', problem, inReplyTo: 'runBlock' });
  take({ type: 'problem', problem, inReplyTo: 'openTerminal' });
  take({ type: 'problem', problem: { ...problem, code: 'noSeat' } });
  expect(notices).toEqual([{ level: 'bad', sentence: 'node2 is stopped.' }]);
});
