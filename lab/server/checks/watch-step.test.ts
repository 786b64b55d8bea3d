import pino from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  type Check,
  type ClusterSnapshot,
  type CommandView,
  checkSchema,
  type KnownCommands,
  type Verdict,
} from '../../contract/index.ts';
import type { ClusterWatch } from '../cluster/index.ts';
import type { Sandbox } from '../sandbox/index.ts';
import { rightAnswer } from './right-answer.ts';
import { sampleMember, sampleService, sampleSnapshot, sampleTask } from './sample-world.ts';
import { type StepWatch, watchStep } from './watch-step.ts';

const log = pino({ level: 'silent' });

/** A watch whose snapshot the test sets. */
class ScriptedWatch implements ClusterWatch {
  snapshot: ClusterSnapshot;
  isLooking = true;
  readonly #listeners = new Set<Parameters<ClusterWatch['subscribe']>[0]>();

  constructor(snapshot: ClusterSnapshot) {
    this.snapshot = snapshot;
  }
  get isFollowed(): boolean {
    return this.#listeners.size > 0;
  }
  become(snapshot: ClusterSnapshot): void {
    this.snapshot = snapshot;
    for (const listener of this.#listeners) listener({ seq: 0, at: 0, changes: [] }, snapshot);
  }
  subscribe(listener: Parameters<ClusterWatch['subscribe']>[0]): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
  setLooking(on: boolean): void {
    this.isLooking = on;
  }
  async refresh(): Promise<ClusterSnapshot> {
    return this.snapshot;
  }
  close(): void {}
}

/** A sandbox of which only a file and the join tokens are read. */
class ScriptedFiles {
  text?: string;
  reads = 0;
  trouble?: Error;
  readonly sandbox: Sandbox;

  constructor() {
    const readFile = async () => {
      this.reads++;
      if (this.trouble) throw this.trouble;
      return this.text === undefined ? undefined : new TextEncoder().encode(this.text);
    };
    const swarm = async () => ({ ID: 's', JoinTokens: { Manager: 'SWMTKN-1-ca-mmm', Worker: 'SWMTKN-1-ca-www' } });
    this.sandbox = { nodes: [{ name: 'node1', power: 'running', readFile, engine: { swarm } }] } as unknown as Sandbox;
  }
}

const two: Check[] = [
  { kind: 'service', title: 'sleeper asks for one', service: 'sleeper', replicas: 1 },
  { kind: 'service', title: 'sleeper runs', service: 'sleeper', running: 1 },
];
const empty = sampleSnapshot();
const created = sampleSnapshot({ services: [sampleService()] });
const running = sampleSnapshot({ services: [sampleService()], tasks: [sampleTask(1)] });

describe('a step that is open', () => {
  const open: StepWatch[] = [];
  let news: { verdicts: readonly Verdict[]; met: boolean }[] = [];

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    news = [];
  });
  afterEach(() => {
    for (const step of open.splice(0)) step.close();
    vi.useRealTimers();
  });

  const start = (
    watch: ClusterWatch,
    checks: readonly Check[],
    settleSeconds = 1,
    files = new ScriptedFiles(),
    commands?: KnownCommands,
  ) => {
    const step = watchStep({
      checks,
      settleSeconds,
      sandbox: files.sandbox,
      watch,
      baseline: empty,
      ...(commands ? { commands } : {}),
      answers: {},
      now: Date.now,
      log,
      onVerdicts: (verdicts, met) => news.push({ verdicts, met }),
    });
    open.push(step);
    return step;
  };
  const states = () => news.at(-1)?.verdicts.map((v) => v.state);
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

  test('tells its verdicts at once and with every change', async () => {
    const watch = new ScriptedWatch(empty);
    start(watch, two);
    await pass(10);
    expect(states()).toEqual(['notYet', 'notYet']);
    watch.become(created);
    await pass(110);
    expect(states()).toEqual(['holding', 'notYet']);
  });

  test('is met when all its checks held at once for the settle time', async () => {
    const watch = new ScriptedWatch(created);
    const step = start(watch, two, 2);
    await pass(10);
    watch.become(running);
    await pass(1500);
    expect(states()).toEqual(['holding', 'holding']);
    expect(news.at(-1)?.verdicts[0]?.because).toContain('Holds; must stay so for 2 s.');
    await pass(520);
    expect(states()).toEqual(['met', 'holding']);
    expect(step.met).toBe(false);
    await pass(200);
    expect(states()).toEqual(['met', 'met']);
    expect(step.met).toBe(true);
  });

  test('is not met when a check broke off before the settle time was over', async () => {
    const watch = new ScriptedWatch(running);
    const step = start(watch, two, 2);
    await pass(1900);
    watch.become(created);
    await pass(150);
    watch.become(running);
    await pass(1900);
    expect(step.met).toBe(false);
    await pass(400);
    expect(step.met).toBe(true);
  });

  test('stays met for progress while its verdicts go on being live', async () => {
    const watch = new ScriptedWatch(running);
    start(watch, two, 0);
    await pass(50);
    expect(news.at(-1)?.met).toBe(true);
    watch.become(created);
    await pass(150);
    expect(states()).toEqual(['met', 'notYet']);
    expect(news.at(-1)?.met).toBe(true);
  });

  test('is judged again when a command ended', async () => {
    const commands: CommandView[] = [];
    const listeners = new Set<(command: CommandView) => void>();
    const known: KnownCommands = {
      list: () => commands,
      subscribe(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    };
    const checks = [checkSchema.parse({ kind: 'tried', title: 'You looked', matches: '^docker ps' })];
    const step = start(new ScriptedWatch(empty), checks, 0, new ScriptedFiles(), known);
    await pass(10);
    expect(states()).toEqual(['notYet']);
    const command = { text: 'docker ps', node: 'node1', shell: 'main', startedAt: empty.at, ms: 5, exitCode: 0 };
    commands.push(command);
    for (const listener of listeners) listener(command);
    await pass(110);
    expect(step.met).toBe(true);
    step.close();
    expect(listeners.size).toBe(0);
  });

  test('is judged ten times a second at most, whatever happens', async () => {
    const watch = new ScriptedWatch(empty);
    start(watch, two, 0);
    await pass(50);
    news = [];
    for (let i = 0; i < 100; i++) {
      watch.become([empty, created, running][i % 3] ?? empty);
      await pass(10);
    }
    expect(news.length).toBeLessThanOrEqual(11);
    expect(news.length).toBeGreaterThan(1);
  });

  test('tells nothing while nothing changes, and ages while something is on its way', async () => {
    const preparing = sampleTask(1, { state: 'preparing', stateAt: Date.now() });
    start(new ScriptedWatch(empty), two);
    await pass(3000);
    expect(news).toHaveLength(1);
    news = [];
    start(new ScriptedWatch(sampleSnapshot({ services: [sampleService()], tasks: [preparing] })), two, 0);
    await pass(3050);
    expect(news.at(-1)?.verdicts[1]?.because).toContain('for 6 s.');
  });

  test('judges an answer when it is given', async () => {
    const ask: Check = { kind: 'answer', title: 'x', ask: 'Who leads?', expect: { value: 'leader' } };
    const step = start(new ScriptedWatch(empty), [ask], 0);
    await pass(10);
    expect(news.at(-1)?.verdicts[0]?.because).toBe('No answer yet.');
    step.setAnswer(0, 'node2');
    await pass(110);
    expect(states()).toEqual(['notYet']);
    step.setAnswer(0, 'node1');
    await pass(110);
    expect(states()).toEqual(['met']);
  });

  test('reads a file until it is right, and less often then', async () => {
    const files = new ScriptedFiles();
    const check: Check = { kind: 'file', title: 'x', node: 'node1', path: '~/t', equals: 'joinToken.worker' };
    start(new ScriptedWatch(empty), [check], 0, files);
    await pass(10);
    expect(news.at(-1)?.verdicts[0]?.because).toBe('There is no ~/t on node1.');
    files.text = 'SWMTKN-1-ca-www\n';
    await pass(1100);
    expect(states()).toEqual(['met']);
    files.reads = 0;
    await pass(9000);
    expect(files.reads).toBeLessThanOrEqual(3);
  });

  test('tells that a file could not be read, and tries again', async () => {
    const files = new ScriptedFiles();
    files.trouble = new Error('The node does not answer');
    start(new ScriptedWatch(empty), [{ kind: 'file', title: 'x', node: 'node1', path: '~/t' }], 0, files);
    await pass(10);
    expect(news.at(-1)?.verdicts[0]).toEqual({
      index: 0,
      state: 'couldNotCheck',
      because: '~/t on node1 could not be read: The node does not answer. This is not your mistake; it is tried again.',
    });
    delete files.trouble;
    files.text = 'x';
    await pass(1100);
    expect(states()).toEqual(['met']);
  });

  test('shows the hint of the course where no cause is known', async () => {
    const hinted: Check = { kind: 'service', title: 'x', service: 'sleeper', exists: true, hint: 'Name it sleeper.' };
    start(new ScriptedWatch(empty), [hinted]);
    await pass(10);
    expect(news.at(-1)?.verdicts[0]?.likely).toBe('Name it sleeper.');
  });

  test('is left alone once it is closed', async () => {
    const watch = new ScriptedWatch(empty);
    const step = start(watch, two);
    await pass(10);
    step.close();
    expect(watch.isFollowed).toBe(false);
    news = [];
    watch.become(created);
    await pass(5000);
    expect(news).toEqual([]);
  });
});

describe('the right answer', () => {
  const { sandbox } = new ScriptedFiles();
  const right = (
    value: 'leader' | 'quorum' | 'joinTokenDifference' | 'nodeOfTask',
    snapshot = empty,
    choices?: string[],
  ) =>
    rightAnswer(
      { kind: 'answer', title: 'x', ask: 'x', expect: { value, service: 'sleeper' }, ...(choices ? { choices } : {}) },
      { sandbox, snapshot },
    );

  test('comes from the live state', async () => {
    expect(await right('leader')).toBe('node1');
    expect(await right('quorum')).toBe('2');
    expect(await right('nodeOfTask', running)).toBe('node1');
    expect(await right('joinTokenDifference', empty, ['The first part', 'The last part'])).toBe('The last part');
  });

  test('is not there while nothing is right', async () => {
    expect(await right('nodeOfTask')).toBeUndefined();
    const members = [1, 2, 3].map((n) => sampleMember(n, { leader: false }));
    expect(await right('leader', sampleSnapshot({ members }))).toBeUndefined();
  });
});
