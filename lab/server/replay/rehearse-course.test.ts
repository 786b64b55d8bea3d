import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Check, StepBlock } from '../../contract/index.ts';
import type { Provider, Sandbox } from '../sandbox/index.ts';
import { createFakeProvider } from '../sandbox/providers/fake/index.ts';
import { type RehearsalRow, rehearseCourse } from './rehearse-course.ts';
import { courseOf, runBlock, stepOf } from './replay.fixtures.ts';

const log = pino({ level: 'silent' });
const INIT = runBlock('docker swarm init --advertise-addr {{address.node1}}');
const swarm = (expects: Partial<Extract<Check, { kind: 'swarm' }>>): Check => ({
  kind: 'swarm',
  title: 'The swarm is so',
  ...expects,
});

describe('a rehearsal', () => {
  let provider: Provider;
  let opened: Sandbox[];
  beforeEach(() => {
    const fake = createFakeProvider({ log, now: Date.now, delayMs: 0 });
    opened = [];
    provider = {
      kind: fake.kind,
      adopt: (signal) => fake.adopt(signal),
      close: () => fake.close(),
      async open(spec, options) {
        const sandbox = await fake.open(spec, options);
        opened.push(sandbox);
        return sandbox;
      },
    };
  });
  afterEach(async () => {
    expect(await provider.adopt(AbortSignal.timeout(1000))).toEqual([]);
    await provider.close();
  });

  const rehearse = async (
    modules: Parameters<typeof courseOf>[0],
    { signal = AbortSignal.timeout(20_000), ...o }: Partial<Parameters<typeof rehearseCourse>[0]> = {},
  ) => {
    const rows: RehearsalRow[] = [];
    await rehearseCourse({
      course: courseOf(modules),
      provider,
      now: Date.now,
      log,
      signal,
      onRow: (row) => rows.push(row),
      ...o,
    });
    return rows;
  };
  const one = async (...steps: ReturnType<typeof stepOf>[]) => rehearse([{ id: 'm', start: 'engines', steps }]);

  it('passes a step that is red before its blocks are typed and green after', async () => {
    const [row] = await one(stepOf('a', [INIT]));
    expect(row).toEqual({
      course: 'small',
      module: 'm',
      step: 'a',
      before: 'notYet',
      after: 'met',
      seconds: expect.any(Number),
      result: 'passed',
    });
  });

  it('fails a step that is green before anything was done, and goes on with the next', async () => {
    const joined = stepOf(
      'c',
      [runBlock('docker swarm join --token {{token.worker}} {{address.leader}}:2377', { nodes: ['node2'] })],
      {
        checks: [swarm({ workers: 1 })],
      },
    );
    const [, second, third] = await one(stepOf('a', [INIT]), stepOf('b', [runBlock('docker node ls')]), joined);
    expect(second).toMatchObject({ step: 'b', before: 'met', after: 'met', result: 'failed' });
    expect(second?.because).toContain('green before anything was done');
    expect(third).toMatchObject({ step: 'c', before: 'notYet', after: 'met', result: 'passed' });
  });

  it('fails a step that stays red, and says what its checks and its commands said', async () => {
    const [row] = await one(stepOf('a', [runBlock('docker node ls')], { limitSeconds: 1 }));
    expect(row).toMatchObject({ before: 'notYet', after: 'notYet', result: 'failed' });
    expect(row?.because).toContain('There is a swarm: ');
    expect(row?.because).toMatch(/The block "docker node ls" on node1 ended with exit code 1: .*not a swarm manager/);
  });

  it('plays what a solution hides, and leaves out what is marked', async () => {
    const blocks: StepBlock[] = [
      { type: 'html', html: '<p>Text</p>' },
      {
        type: 'fold',
        kind: 'solution',
        title: 'Solution',
        blocks: [INIT, runBlock('touch ~/left-out', { skip: true })],
      },
      { type: 'save', id: 's', node: 'node2', path: '~/saved', text: 'here\n', html: '' },
    ];
    const checks: Check[] = [
      swarm({ state: 'active' }),
      { kind: 'file', title: 'Saved', node: 'node2', path: '~/saved', contains: 'here' },
    ];
    const [row, next] = await one(
      stepOf('a', blocks, { checks }),
      stepOf('b', [], {
        limitSeconds: 1,
        checks: [{ kind: 'file', title: 'Left out', node: 'node1', path: '~/left-out', contains: '' }],
      }),
    );
    expect(row?.result).toBe('passed');
    expect(next?.before).toBe('notYet');
  });

  it('answers questions from live state', async () => {
    const checks: Check[] = [{ kind: 'answer', title: 'Found', ask: 'Who?', expect: { value: 'leader' } }];
    const rows = await one(stepOf('a', [INIT]), stepOf('b', [], { checks }));
    expect(rows.map((row) => row.result)).toEqual(['passed', 'passed']);
  });

  it('does faults and undoes them', async () => {
    const fault = (action: 'stop' | 'start'): StepBlock => ({
      type: 'fault',
      id: action,
      action,
      nodes: ['node2'],
      title: '',
    });
    const power = (stopped: number): Check => ({ kind: 'power', title: 'Power', among: 'all', stopped });
    const rows = await one(
      stepOf('a', [fault('stop')], { checks: [power(1)] }),
      stepOf('b', [fault('start')], { checks: [power(0)] }),
    );
    expect(rows.map((row) => row.result)).toEqual(['passed', 'passed']);
  });

  it('plays modules that follow one another in one cluster', async () => {
    const rows = await rehearse([
      { id: 'first', start: 'engines', steps: [stepOf('a', [INIT])] },
      {
        id: 'second',
        start: { after: 'first' },
        steps: [stepOf('b', [runBlock('docker swarm leave --force')], { checks: [swarm({ state: 'none' })] })],
      },
    ]);
    expect(rows.map((row) => `${row.module} ${row.step} ${row.result}`)).toEqual(['first a passed', 'second b passed']);
    expect(opened).toHaveLength(1);
  });

  it('tries what fails once more when it is asked to, and says so', async () => {
    // The first init fails on an address that node1 does not have; what it leaves behind lets the second one pass.
    const once =
      'docker swarm init --advertise-addr $(cat addr 2>/dev/null || { echo 127.0.0.1 > addr; echo nowhere; })';
    const step = stepOf('a', [runBlock(once)], { limitSeconds: 1 });
    const modules = [{ id: 'm', start: 'engines' as const, steps: [step] }];
    const [strict] = await rehearse(modules);
    expect(strict).toMatchObject({ result: 'failed' });
    expect(strict).not.toHaveProperty('firstTry');
    const [row] = await rehearse(modules, { secondTry: true });
    expect(row).toMatchObject({ result: 'passed', firstTry: expect.stringContaining('exit code') });
  });

  describe('with the wrong ways', () => {
    const wrong = (says: string, run = 'docker swarm init', undo = 'docker swarm leave --force') => ({
      title: 'Too early',
      do: [{ node: 'node1', run }],
      says,
      undo: [{ node: 'node1', run: undo }],
    });
    const step = (...mistakes: ReturnType<typeof wrong>[]) =>
      stepOf(
        'a',
        [INIT, runBlock('docker swarm join --token {{token.worker}} {{address.node1}}:2377', { nodes: ['node2'] })],
        {
          checks: [swarm({ members: 2 })],
          mistakes,
        },
      );

    it('passes when a check names the cause and the right way still leads to green', async () => {
      const [row] = await rehearse([{ id: 'm', start: 'engines', steps: [step(wrong('one member'))] }], {
        mistakes: true,
      });
      expect(row).toMatchObject({ result: 'passed' });
    });

    it('fails when no check says the sentence, and tells what they said', async () => {
      const [row] = await rehearse(
        [{ id: 'm', start: 'engines', steps: [step(wrong('never said so', 'true', 'true'))] }],
        {
          mistakes: true,
          saysLimitMs: 200,
        },
      );
      expect(row?.because).toContain('The wrong way "Too early": nothing says "never said so". Said was: ');
    });

    it('leaves them out when they are not asked for', async () => {
      const [row] = await rehearse([{ id: 'm', start: 'engines', steps: [step(wrong('never said so'))] }]);
      expect(row).toMatchObject({ result: 'passed' });
    });
  });

  it('fails all steps of a module whose way there does not become green', async () => {
    const rows = await rehearse(
      [
        { id: 'first', start: 'engines', steps: [stepOf('a', [], { limitSeconds: 1 })] },
        { id: 'second', start: { after: 'first' }, steps: [stepOf('b', [INIT]), stepOf('c', [])] },
      ],
      { steps: ['b', 'c'] },
    );
    expect(rows.map((row) => row.result)).toEqual(['failed', 'failed']);
    expect(rows[0]?.because).toContain('a, which comes before, did not become green');
  });

  it('gives every step a row when no cluster can be had', async () => {
    const broken: Provider = { ...provider, open: () => Promise.reject(new Error('no cluster today')) };
    const working = provider;
    provider = broken;
    const rows = await one(stepOf('a'), stepOf('b'));
    provider = working;
    expect(rows.map((row) => `${row.step} ${row.result} ${row.because}`)).toEqual([
      'a failed no cluster today',
      'b failed no cluster today',
    ]);
  });

  it('fails when it finds no step', async () => {
    await expect(rehearse([])).rejects.toThrow('no step to rehearse');
  });

  it('takes its cluster down when it is called off', async () => {
    const life = new AbortController();
    const never = stepOf('a', [runBlock('sleep 1000')], { limitSeconds: 60 });
    const watchRun = rehearse([{ id: 'm', start: 'engines', steps: [never] }], { signal: life.signal });
    await expect.poll(() => opened.length).toBe(1);
    life.abort(new Error('called off'));
    await expect(watchRun).rejects.toThrow('called off');
  });
});
