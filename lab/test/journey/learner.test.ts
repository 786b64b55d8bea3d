import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StepBlock, StepView } from '../../contract/index.ts';
import { joinLab, type LabPage, samePage } from '../client/lab-page.ts';
import { type FakeLab, startFakeLab } from './fake-lab.ts';

let lab: FakeLab;
beforeAll(async () => {
  lab = await startFakeLab();
});
afterAll(() => lab.end());

async function stepOf(id: string): Promise<StepView> {
  return (await (await fetch(`${lab.url}/api/courses/devcoin/steps/${id}`)).json()) as StepView;
}

/** Everything of a step that runs, the hidden solution too, in reading order. */
function runBlocks(blocks: readonly StepBlock[]): Extract<StepBlock, { type: 'run' }>[] {
  return blocks.flatMap((block) =>
    block.type === 'fold' ? runBlocks(block.blocks) : block.type === 'run' ? [block] : [],
  );
}

async function runAll(page: LabPage, step: StepView): Promise<void> {
  for (const block of runBlocks(step.blocks)) {
    page.send({ type: 'runBlock', step: step.id, block: block.id });
    for (const node of block.nodes) {
      await page.until(`block ${block.id} to end on ${node}`, () =>
        page.messages.some(
          (m) =>
            m.type === 'runState' &&
            m.block === block.id &&
            m.node === node &&
            (m.state === 'done' || m.state === 'failed'),
        ),
      );
    }
  }
}

async function met(page: LabPage, step: string): Promise<void> {
  await page.until(`step ${step} to be met`, () => page.last('progress')?.progress.met[step] !== undefined);
}

describe('a learner', () => {
  it('joins, types, and sees a step turn green by itself', async () => {
    const page = await joinLab(lab.url, 'Marta');
    await page.ready();
    expect(page.snapshot.nodes.map((node) => node.name)).toEqual(['node1', 'node2', 'node3', 'node4', 'node5']);
    await page.until('a red verdict', () => page.last('verdicts')?.verdicts.some((v) => v.state === 'notYet'));
    await page.openTerminal(0, 'node1');
    await page.line(0, 'docker swarm init --advertise-addr $(hostname -i)', 'Swarm initialized');
    await met(page, 'devcoin-11');
    expect(page.snapshot.swarm).toMatchObject({ state: 'active', managers: 1 });
    expect(page.last('verdicts')?.verdicts.every((v) => v.because.length > 10)).toBe(true);
    page.close();
  });

  it('does the first steps by clicking run, answers a question, and keeps it all after a reload', async () => {
    const page = await joinLab(lab.url, 'Ada');
    await page.ready();
    for (const id of ['devcoin-11', 'devcoin-12', 'devcoin-13', 'devcoin-14']) {
      page.send({ type: 'openStep', step: id });
      await page.until(`${id} to be open`, () => page.last('progress')?.progress.step === id);
      const step = await stepOf(id);
      await runAll(page, step);
      for (const [index, check] of step.checks.entries()) {
        if (check.ask)
          for (const value of check.choices ?? []) page.send({ type: 'answer', step: id, check: index, value });
      }
      if (!step.checks.some((check) => check.ask)) await met(page, id);
    }
    expect(page.snapshot.members.filter((m) => m.role === 'manager')).toHaveLength(3);
    expect(page.snapshot.members.filter((m) => m.role === 'worker')).toHaveLength(2);
    const done = page.last('progress')?.progress;
    page.drop();
    const again = samePage(page);
    const welcome = await again.until('the welcome', () => again.last('welcome'));
    expect(welcome.progress).toEqual(done);
    await again.until('the same cluster', () => again.snapshot.members.length === 5);
    again.close();
  });

  it('has its cluster brought to where a later part begins, and finds the files of the course there', async () => {
    const page = await joinLab(lab.url, 'Radia');
    await page.ready();
    page.send({ type: 'goToModule', module: 'how-swarm-works' });
    await page.until('to be told what is played', () =>
      page.last('sandbox')?.sandbox.message.startsWith('Playing step'),
    );
    await page.until('the new cluster', () => page.last('sandbox')?.sandbox.state === 'ready');
    expect(page.snapshot.members).toHaveLength(5);
    expect(page.last('progress')?.progress.step).toBe('devcoin-how-1');
    // What was played for a learner is not what the learner did.
    expect(page.last('progress')?.progress.met).toEqual({});
    await page.openTerminal(0, 'node1');
    await page.line(0, 'cat ~/devcoin/docker-compose.yml', 'services:');
    page.close();
  }, 30_000);

  it('gets the screen back after a dropped line, with what was printed meanwhile', async () => {
    const page = await joinLab(lab.url, 'Grace');
    await page.ready();
    await page.openTerminal(3, 'node2');
    await page.line(3, 'echo before-the-drop', 'before-the-drop');
    page.drop();
    const again = samePage(page);
    await again.until('the welcome', () => again.last('welcome'));
    again.send({ type: 'openTerminal', channel: 0, node: 'node2', shell: 'main', cols: 100, rows: 30 });
    await again.until('the old screen', () => again.output.get(0)?.includes('before-the-drop'));
    again.close();
  });

  it('sees the same in a second browser, and is told how many pages there are', async () => {
    const first = await joinLab(lab.url, 'Barbara');
    await first.ready();
    const second = samePage(first);
    await first.until('to be told of the second page', () => first.last('pages')?.count === 2);
    await first.openTerminal(0, 'node1');
    await second.openTerminal(0, 'node1');
    await first.line(0, 'echo from-the-first', 'from-the-first');
    await second.until('the output of the first', () => second.output.get(0)?.includes('from-the-first'));
    second.close();
    await first.until('to be told that it left', () => first.last('pages')?.count === 1);
    first.close();
  });

  it('survives messages that fit no schema', async () => {
    const page = await joinLab(lab.url, 'Edsger');
    await page.until('the welcome', () => page.last('welcome'));
    for (const text of [
      '{',
      '42',
      '{"type":"nonsense"}',
      '{"type":"openStep"}',
      '{"type":"openTerminal","channel":999,"node":"n","cols":1,"rows":1}',
    ]) {
      const before = page.messages.filter((m) => m.type === 'problem').length;
      page.sendText(text);
      await page.until(
        `a problem for ${text}`,
        () => page.messages.filter((m) => m.type === 'problem').length > before,
      );
      expect(page.last('problem')?.problem.code).toBe('badMessage');
    }
    page.type(200, 'bytes for a channel that is not open');
    page.send({ type: 'openStep', step: 'no-such-step' });
    await page.until('the unknown step to be named', () => page.last('problem')?.problem.code === 'unknownStep');
    await page.ready();
    await page.openTerminal(0, 'node1');
    page.close();
  });

  it('stops and starts a node and sees it', async () => {
    const page = await joinLab(lab.url, 'Alan');
    await page.ready();
    page.send({ type: 'fault', node: 'node4', action: 'stop' });
    await page.until('node4 to be off', () => page.snapshot.nodes.find((n) => n.name === 'node4')?.power === 'stopped');
    page.send({ type: 'fault', node: 'node4', action: 'start' });
    await page.until('node4 to be on', () => page.snapshot.nodes.find((n) => n.name === 'node4')?.engine === 'up');
    page.send({ type: 'fault', node: 'node9', action: 'stop' });
    await page.until('node9 to be unknown', () => page.last('problem')?.problem.code === 'unknownNode');
    page.close();
  });

  it('gets a fresh cluster by a reset and keeps the progress', async () => {
    const page = await joinLab(lab.url, 'Tony');
    await page.ready();
    await page.openTerminal(0, 'node1');
    await page.line(0, 'docker swarm init --advertise-addr $(hostname -i)', 'Swarm initialized');
    await met(page, 'devcoin-11');
    page.send({ type: 'resetSandbox' });
    await page.until('the terminal to end', () => page.last('terminalEnded'));
    await page.until(
      'a cluster without a swarm',
      () => page.last('sandbox')?.sandbox.state === 'ready' && page.snapshot.swarm.state === 'none',
    );
    expect(page.last('progress')?.progress.met['devcoin-11']).toBeDefined();
    page.close();
  });

  it('gives up the seat and its cluster', async () => {
    const page = await joinLab(lab.url, 'Ken');
    await page.ready();
    const response = await fetch(`${lab.url}/api/seat`, { method: 'DELETE', headers: { cookie: page.cookie } });
    expect(response.status).toBe(204);
    expect((await fetch(`${lab.url}/api/seat`, { headers: { cookie: page.cookie } })).status).toBe(204);
    page.close();
  });
});

describe('a lab with one seat', () => {
  it('says that all seats are taken', async () => {
    const small = await startFakeLab({ seats: 1 });
    const first = await joinLab(small.url, 'Ada');
    await expect(joinLab(small.url, 'Bob')).rejects.toThrow(/503.*All 1 seats are taken/);
    first.close();
    await small.end();
  });
});

describe('a lab that is started again', () => {
  it('knows its seats, their steps and what they met', async () => {
    const first = await startFakeLab();
    const page = await joinLab(first.url, 'Ada');
    await page.ready();
    await page.openTerminal(0, 'node1');
    await page.line(0, 'docker swarm init --advertise-addr $(hostname -i)', 'Swarm initialized');
    await met(page, 'devcoin-11');
    page.send({ type: 'openStep', step: 'devcoin-12' });
    await page.until('the next step', () => page.last('progress')?.progress.step === 'devcoin-12');
    await first.close();
    expect(await page.until('the line to end', () => page.closeCode)).toBe(1001);
    const second = await startFakeLab({ data: first.dataDir });
    const response = await fetch(`${second.url}/api/seat`, { headers: { cookie: page.cookie } });
    expect(response.status).toBe(200);
    await second.end();
  }, 40_000);
});
