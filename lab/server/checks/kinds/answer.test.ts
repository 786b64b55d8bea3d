import { describe, expect, test } from 'vitest';
import type { CheckOf, ClusterSnapshot } from '../../../contract/index.ts';
import {
  sampleMember,
  sampleService,
  sampleSnapshot,
  sampleTask,
  sampleWorld,
  withoutQuorum,
} from '../sample-world.ts';
import { answer } from './answer.ts';

type Expect = CheckOf<'answer'>['expect'];
const find = (expect: Expect, given: string | undefined, snapshot: ClusterSnapshot, evidence?: object) =>
  answer.judge(
    { kind: 'answer', title: 'x', ask: 'Which?', expect },
    sampleWorld(snapshot, { ...(given === undefined ? {} : { answer: given }), ...(evidence ? { evidence } : {}) }),
  );
const running = sampleSnapshot({
  services: [sampleService()],
  tasks: [sampleTask(1, { node: 'node4', memberId: 'id4abcdef' })],
});

describe('an answer', () => {
  test('is not yet met before it is given', () => {
    expect(find({ value: 'leader' }, undefined, sampleSnapshot()).because).toBe('No answer yet.');
    expect(find({ value: 'leader' }, '  ', sampleSnapshot()).because).toBe('No answer yet.');
  });

  test.each(['node1', ' NODE1 ', 'id1abcdef', 'id1a', 'id1abcdef * node1'])('names the leader as %j', (given) => {
    expect(find({ value: 'leader' }, given, sampleSnapshot())).toEqual({
      state: 'met',
      because: 'node1 is the leader.',
    });
  });

  test.each(['node2', 'node', 'node11', 'id', 'node1 node2'])('does not name the leader as %j', (given) => {
    const finding = find({ value: 'leader' }, given, sampleSnapshot());
    expect(finding.state).toBe('notYet');
    expect(`${finding.because} ${finding.likely}`.replace(given, '')).not.toContain('node1');
  });

  test('is wrong as soon as another leads', () => {
    const members = [1, 2, 3].map((n) => sampleMember(n, { leader: n === 2 }));
    expect(find({ value: 'leader' }, 'node1', sampleSnapshot({ members })).state).toBe('notYet');
  });

  test('names the node where a task runs', () => {
    const expected: Expect = { value: 'nodeOfTask', service: 'sleeper', slot: 1 };
    expect(find(expected, 'node4', running).because).toBe('sleeper.1 runs on node4.');
    expect(find(expected, 'node1', running).state).toBe('notYet');
    expect(find(expected, 'node4', sampleSnapshot()).because).toContain('does not run on any node');
  });

  test('is the quorum of the managers there are', () => {
    expect(find({ value: 'quorum' }, '2', sampleSnapshot()).state).toBe('met');
    expect(find({ value: 'quorum' }, 'Two', sampleSnapshot()).state).toBe('met');
    expect(find({ value: 'quorum' }, '3', sampleSnapshot()).state).toBe('notYet');
    expect(find({ value: 'quorum' }, '2', withoutQuorum()).state).toBe('met');
  });

  test('is one of the texts of the course, case and space aside', () => {
    const expected: Expect = { value: 'literal', literal: ['Raft', 'the raft log'] };
    expect(find(expected, 'The  raft log', sampleSnapshot()).state).toBe('met');
    expect(find(expected, 'rafting', sampleSnapshot()).state).toBe('notYet');
  });

  test.each(['the last part', 'The secret', 'after the last dash', 'the end', 'MMM', 'after the third dash'])(
    'tells where the join tokens differ as %j',
    (given) => {
      const evidence = { tokens: { manager: 'SWMTKN-1-ca-mmm', worker: 'SWMTKN-1-ca-www' } };
      expect(find({ value: 'joinTokenDifference' }, given, sampleSnapshot(), evidence).state).toBe('met');
    },
  );

  test.each([
    'the first part',
    'the middle',
    'the digest',
    'the version',
    'SWMTKN',
    'everything before the last dash',
    'all of it',
    'the third part',
    'ca',
  ])('does not tell where the join tokens differ as %j', (given) => {
    const evidence = { tokens: { manager: 'SWMTKN-1-ca-mmm', worker: 'SWMTKN-1-ca-www' } };
    expect(find({ value: 'joinTokenDifference' }, given, sampleSnapshot(), evidence).state).toBe('notYet');
  });

  test('could not be checked while the managers are silent or the tokens unread', () => {
    const silent = sampleSnapshot({ swarm: { ...sampleSnapshot().swarm, error: 'no leader' } });
    expect(find({ value: 'leader' }, 'node1', silent).state).toBe('couldNotCheck');
    expect(find({ value: 'joinTokenDifference' }, 'last', sampleSnapshot()).state).toBe('couldNotCheck');
    expect(find({ value: 'leader' }, 'node1', withoutQuorum()).state).toBe('notYet');
  });
});

describe('a question on the networks of compose services', () => {
  const evidence = {
    networks: ['bridge', 'devcoin_proxy'],
    of: { proxy: ['devcoin_proxy'], api: ['devcoin_private', 'devcoin_proxy'], redis: ['devcoin_private'] },
  };
  const ask = (expect: Expect, given: string, found: object = evidence) => find(expect, given, sampleSnapshot(), found);

  test('asks which are missing, all of them and no other', () => {
    const expect_: Expect = { value: 'missingNetworks', node: 'node1', networks: ['devcoin_private', 'devcoin_proxy'] };
    expect(ask(expect_, 'devcoin_private').because).toBe('node1 does not have devcoin_private.');
    expect(ask(expect_, 'devcoin_private and devcoin_proxy').state).toBe('notYet');
    expect(ask(expect_, 'devcoin_private, devcoin_proxy', { networks: [], of: {} }).state).toBe('met');
    expect(ask(expect_, 'devcoin_private', { networks: [], of: {} }).state).toBe('notYet');
    const all = { networks: ['devcoin_private', 'devcoin_proxy'], of: {} };
    expect(ask(expect_, 'devcoin_private', all).because).toContain('none is missing');
  });

  test('asks which services are not on one', () => {
    const expect_: Expect = { value: 'servicesNotOn', node: 'node1', network: 'devcoin_private' };
    expect(ask(expect_, 'Proxy.').because).toBe('proxy is not on devcoin_private.');
    expect(ask(expect_, 'redis').state).toBe('notYet');
    expect(ask(expect_, 'proxy and api').state).toBe('notYet');
    expect(ask(expect_, 'proxy', { networks: [], of: {} }).because).toContain('No service of a compose file runs');
    expect(ask({ ...expect_, network: 'x' }, 'api, proxy and redis').state).toBe('met');
  });

  test.each([
    ['proxy', 'redis', 'no', 'yes', 'proxy and redis have no network in common.'],
    ['api', 'redis', 'Yes, it can', 'no', 'api and redis are both on devcoin_private.'],
  ])('asks whether %s can reach %s', (from, to, right, wrong, fact) => {
    const expect_: Expect = { value: 'canReach', node: 'node1', from, to };
    expect(ask(expect_, right).because).toBe(fact);
    expect(ask(expect_, wrong).state).toBe('notYet');
    expect(ask({ ...expect_, to: 'miner' }, right).because).toBe('miner does not run now.');
  });

  test('could not be checked before it was read, or when it could not be read', () => {
    const expect_: Expect = { value: 'servicesNotOn', node: 'node1', network: 'x' };
    expect(find(expect_, 'proxy', sampleSnapshot()).state).toBe('couldNotCheck');
    expect(find(expect_, 'proxy', sampleSnapshot(), { trouble: 'It hangs.' }).state).toBe('couldNotCheck');
  });

  test('is read from the containers that run', async () => {
    const container = (service: string, State: string, ...networks: string[]) => ({
      State,
      Labels: service ? { 'com.docker.compose.service': service } : {},
      NetworkSettings: { Networks: Object.fromEntries(networks.map((name) => [name, {}])) },
    });
    const containers = [
      container('api', 'running', 'a', 'b'),
      container('redis', 'exited', 'a'),
      container('', 'running', 'c'),
    ];
    const engine = { containers: async () => containers, networks: async () => [{ Name: 'a' }, { Name: 'b' }] };
    const site = {
      sandbox: { nodes: [{ name: 'node1', power: 'running', engine }] },
      signal: new AbortController().signal,
    };
    // Only what a look asks of the sandbox is there.
    const look = answer.look as unknown as (check: object, site: object) => Promise<object>;
    const check = { expect: { value: 'canReach', node: 'node1', from: 'api', to: 'redis' } };
    expect(await look(check, site)).toEqual({ networks: ['a', 'b'], of: { api: ['a', 'b'] } });
    const off = { ...site, sandbox: { nodes: [{ name: 'node1', power: 'stopped' }] } };
    expect(await look(check, off)).toEqual({ trouble: 'node1 does not run, so its networks cannot be read.' });
  });
});
