import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { LabError } from '../../../../contract/index.ts';
import type { EngineEvent } from '../../engine-api.ts';
import { EngineRefusal } from '../../engine-api.ts';
import type { OpeningProgress, Sandbox, SandboxSpec } from '../../provider.ts';
import { manualClock } from './clock.ts';
import { STEP, seededRandom } from './fake.fixtures.ts';
import { createFakeProvider, createFakeWorld } from './index.ts';

const log = pino({ level: 'silent' });
const signal = new AbortController().signal;
const NODES = ['node1', 'node2', 'node3'];

function startWorld() {
  const clock = manualClock();
  const world = createFakeWorld({ now: clock.now, clock, delayMs: STEP, random: seededRandom() });
  const provider = () => createFakeProvider({ log, now: clock.now, world });
  return { clock, world, provider };
}

async function open(labels: SandboxSpec['labels'] = {}) {
  const w = startWorld();
  const progress: OpeningProgress[] = [];
  const provider = w.provider();
  const opening = provider.open({ id: 'a', nodes: NODES, labels }, { signal, onProgress: (p) => progress.push(p) });
  const result = opening.then(
    (sandbox) => ({ sandbox }),
    (error: unknown) => ({ error }),
  );
  await w.clock.advance(200 * STEP);
  return { ...w, provider, progress, ...((await result) as { sandbox: Sandbox; error?: unknown }) };
}

describe('opening', () => {
  it('brings the nodes up one by one and tells of each', async () => {
    const { progress, sandbox } = await open();
    expect(progress.map((p) => p.up.length)).toEqual([0, 1, 2, 3]);
    expect(sandbox.nodes.map((n) => [n.name, n.power])).toEqual(NODES.map((name) => [name, 'running']));
  });

  it('refuses a second sandbox of the same id', async () => {
    const { provider } = await open();
    await expect(provider.open({ id: 'a', nodes: NODES, labels: {} }, { signal })).rejects.toThrow(/already/);
  });

  it.each([
    ['out-of-capacity', 'full', /No seat is free/, 0],
    ['node3-does-not-start', 'nodeDown', /node3 did not start/, 2],
  ])('fails for the name %s, and leaves nothing behind', async (name, code, sentence, up) => {
    const { error, world, progress } = await open({ name });
    expect(error).toBeInstanceOf(LabError);
    expect(error).toMatchObject({ code, message: expect.stringMatching(sentence) });
    expect(progress.at(-1)?.up.length ?? 0).toBe(up);
    expect(world.held.size).toBe(0);
  });

  it('takes its time for the name slow-to-open', async () => {
    const { clock, provider, world } = startWorld();
    const opening = provider().open({ id: 'a', nodes: NODES, labels: { name: 'slow-to-open' } }, { signal });
    let isOpen = false;
    void opening.then(() => {
      isOpen = true;
    });
    await clock.advance(60 * STEP);
    expect(isOpen).toBe(false);
    await clock.advance(3 * 30 * world.timing.bootMs);
    expect(isOpen).toBe(true);
  });
});

describe('a restart of the server', () => {
  it('finds sandboxes, swarm, shells and files as they were, and the old streams break', async () => {
    const { clock, sandbox, provider, world } = await open();
    const [first] = sandbox.nodes;
    if (!first) throw new Error('no node');
    const stream = await first.openShell('main', { cols: 80, rows: 24 }, signal);
    const ends: string[] = [];
    stream.onEnd((why) => ends.push(why));
    stream.write(new TextEncoder().encode('docker swarm init\rword=kept\r'));
    await clock.advance(20 * STEP);
    await first.writeFile('~/note', new TextEncoder().encode('a note'), signal);
    await provider.close();
    expect(ends).toEqual(['broken']);

    const [found] = await createFakeProvider({ log, now: clock.now, world }).adopt(signal);
    const again = found?.nodes[0];
    if (!again) throw new Error('no node was found');
    expect(found.spec).toEqual(sandbox.spec);
    expect((await again.engine.info(signal)).Swarm.LocalNodeState).toBe('active');
    expect(new TextDecoder().decode(await again.readFile('/root/note', 10, signal))).toBe('a note');
    let shown = '';
    const after = await again.openShell('main', { cols: 80, rows: 24 }, signal);
    after.onData((bytes) => {
      shown += new TextDecoder().decode(bytes);
    });
    after.write(new TextEncoder().encode('echo "still $word"\r'));
    await clock.advance(STEP);
    expect(shown).toContain('still kept');
  });
});

describe('faults', () => {
  it('starts a node only after a while, and can be stopped meanwhile', async () => {
    const { clock, sandbox } = await open();
    const [node] = sandbox.nodes;
    await node?.fault('stop', signal);
    const starting = node?.fault('start', signal);
    expect(node?.power).toBe('starting');
    await expect(node?.fault('pause', signal)).rejects.toThrow('node1 is starting');
    await node?.fault('stop', signal);
    await expect(starting).rejects.toThrow('node1 was stopped while it started.');
    await clock.advance(20 * STEP);
    expect(node?.power).toBe('stopped');
  });

  it('ends a program whose node goes off', async () => {
    const { clock, sandbox } = await open();
    const [node] = sandbox.nodes;
    const ended = expect(node?.run(['sleep', '600'], signal)).rejects.toMatchObject({ code: 'nodeDown' });
    await node?.fault('stop', signal);
    await clock.advance(0);
    await ended;
  });

  it('answers a question to a frozen engine when it thaws', async () => {
    const { sandbox } = await open();
    const [node] = sandbox.nodes;
    await node?.fault('pause', signal);
    const asked = node?.engine.info(signal);
    await node?.fault('resume', signal);
    expect((await asked)?.Name).toBe('node1');
  });
});

describe('the events of an engine', () => {
  /** Events of a node, as `type action name`. */
  function listen(sandbox: Sandbox, index: number, until: AbortSignal) {
    const seen: EngineEvent[] = [];
    const done = (async () => {
      for await (const event of sandbox.nodes[index]?.engine.events(until) ?? []) seen.push(event);
    })();
    return {
      seen,
      done,
      words: () => seen.map((e) => `${e.Type} ${e.Action} ${e.Actor.Attributes.name?.split('.')[0]}`),
    };
  }

  async function formSwarm() {
    const opened = await open();
    const sh = async (index: number, line: string) => {
      const run = opened.sandbox.nodes[index]?.run(['sh', '-c', line], signal);
      await opened.clock.advance(30 * STEP);
      return run;
    };
    await sh(0, 'docker swarm init');
    const { JoinTokens } = (await opened.sandbox.nodes[0]?.engine.swarm(signal)) ?? {};
    await sh(1, `docker swarm join --token ${JoinTokens?.Manager} node1:2377`);
    await sh(2, `docker swarm join --token ${JoinTokens?.Worker} node1:2377`);
    return { ...opened, sh };
  }

  it('come from every manager for the swarm’s objects, and from a node for its containers only', async () => {
    const { sandbox, sh } = await formSwarm();
    const until = new AbortController();
    const [first, second, worker] = [0, 1, 2].map((i) => listen(sandbox, i, until.signal));
    await sh(0, 'docker service create -d --name web --mode global nginx');
    await sh(0, 'docker node update --availability drain node3; docker network create -d overlay n');
    until.abort();
    await Promise.all([first?.done, second?.done, worker?.done]);
    const shared = ['service create web', 'node update node3', 'network create n'];
    expect(first?.words()).toEqual(expect.arrayContaining(shared));
    expect(second?.words()).toEqual(expect.arrayContaining(shared));
    expect(worker?.words()).toEqual([
      'container create web',
      'container start web',
      'container kill web',
      'container die web',
      'container stop web',
    ]);
    const drained = first?.seen.find((e) => e.Type === 'node');
    expect(drained?.Actor.Attributes).toEqual({
      name: 'node3',
      'availability.new': 'drain',
      'availability.old': 'active',
    });
    expect(worker?.seen.every((e) => e.scope === 'local')).toBe(true);
    const labels = worker?.seen[0]?.Actor.Attributes;
    expect(labels).toMatchObject({ image: 'nginx', 'com.docker.swarm.service.name': 'web' });
  });

  it('carry the numbers of a scale, the state of a node, and the exit code', async () => {
    const { sandbox, sh, clock } = await formSwarm();
    const until = new AbortController();
    const { seen, done } = listen(sandbox, 0, until.signal);
    await sh(0, 'docker service create -d --name web alpine:3.22 sleep 100000; docker service scale -d web=6');
    await sh(0, 'docker kill $(docker ps -q | head -1)');
    await sandbox.nodes[2]?.fault('stop', signal);
    await clock.advance(40 * STEP);
    until.abort();
    await done;
    const attributes = (type: string, key: string) =>
      seen.find((e) => e.Type === type && key in e.Actor.Attributes)?.Actor.Attributes;
    expect(attributes('service', 'replicas.new')).toMatchObject({ 'replicas.new': '6', 'replicas.old': '1' });
    expect(attributes('container', 'exitCode')).toMatchObject({ exitCode: '137' });
    expect(attributes('node', 'state.new')).toMatchObject({ name: 'node3', 'state.new': 'down', 'state.old': 'ready' });
  });

  it('end without an error when the node goes off', async () => {
    const { sandbox } = await open();
    const { done } = listen(sandbox, 0, signal);
    await sandbox.nodes[0]?.fault('stop', signal);
    await expect(done).resolves.toBeUndefined();
  });
});

describe('the engine of a node', () => {
  it('refuses in the words of the real one when the quorum is lost, and says so in its info', async () => {
    const { sandbox, clock } = await open();
    const [one, two] = sandbox.nodes;
    const sh = async (node: typeof one, line: string) => {
      const run = node?.run(['sh', '-c', line], signal);
      await clock.advance(30 * STEP);
      return run;
    };
    await sh(one, 'docker swarm init');
    const swarm = await one?.engine.swarm(signal);
    await sh(two, `docker swarm join --token ${swarm?.JoinTokens.Manager} node1:2377`);
    await two?.fault('stop', signal);
    const refusal = await one?.engine.nodes(signal).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(EngineRefusal);
    expect(refusal).toMatchObject({
      status: 500,
      message: expect.stringMatching(/^rpc error: code = Unknown desc = The swarm/),
    });
    const info = await one?.engine.info(signal);
    expect(info?.Swarm).toMatchObject({ LocalNodeState: 'active', ControlAvailable: true });
    expect(info?.Swarm.Error).toMatch(/does not have a leader/);
    await expect(two?.engine.info(signal)).rejects.toMatchObject({ code: 'nodeDown' });
  });
});
