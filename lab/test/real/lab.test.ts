import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CoursesAnswer } from '../../contract/index.ts';
import { parseConfig } from '../../server/config.ts';
import { openStore } from '../../server/store/index.ts';
import { type Lab, startLab } from '../../server/wiring.ts';
import { EngineLine } from '../client/engine-line.ts';
import { joinLab, type LabPage, samePage } from '../client/lab-page.ts';
import { testDataDir, testDocker, testImages, testLog } from '../setup/index.ts';

/** Starting five real nodes on a busy machine of two cores. */
const NODES_MS = 60_000;

let dataDir: string;
let line: EngineLine;
let lab: Lab;
let page: LabPage;

async function start(): Promise<Lab> {
  const config = parseConfig({ port: 0, data: dataDir, docker: line.socket, seats: 3 }, {});
  return startLab(config, { signal: AbortSignal.timeout(120_000), log: testLog });
}

async function giveUp(seat: LabPage): Promise<void> {
  await fetch(`${lab.url}/api/seat`, { method: 'DELETE', headers: { cookie: seat.cookie } });
  seat.close();
}

beforeAll(async () => {
  await testImages();
  dataDir = testDataDir();
  line = new EngineLine(await testDocker());
  await line.join();
  lab = await start();
  page = await joinLab(lab.url, 'Marta');
  await page.ready(NODES_MS);
});
afterAll(async () => {
  if (page) await giveUp(page);
  await lab?.close();
  await line?.end();
});

const met = (step: string) =>
  page.until(`${step} to be met`, () => page.last('progress')?.progress.met[step] !== undefined, 30_000);

describe('a learner on real nodes', () => {
  it('makes a swarm and stores its tokens, and both steps turn green by themselves', async () => {
    await page.openTerminal(0, 'node1', 30_000);
    page.send({ type: 'openStep', step: 'devcoin-11' });
    await page.until('the step', () => page.last('verdicts')?.step === 'devcoin-11');
    await page.until('a red check', () => page.last('verdicts')?.verdicts.some((v) => v.state === 'notYet'));
    await page.line(0, 'docker swarm init --advertise-addr $(hostname -i)', 'Swarm initialized');
    await met('devcoin-11');
    page.send({ type: 'openStep', step: 'devcoin-12' });
    await page.until('the second step', () => page.last('verdicts')?.step === 'devcoin-12');
    await page.line(0, 'docker swarm join-token -q manager > ~/token.manager', '$ ');
    await page.until('one check to be met', () => page.last('verdicts')?.verdicts.some((v) => v.state !== 'notYet'));
    await page.line(0, 'docker swarm join-token -q worker > ~/token.worker', '$ ');
    await page.until(
      'both files to fit',
      () =>
        (page.last('verdicts')?.verdicts.filter((v) => v.state === 'met' || v.state === 'holding').length ?? 0) >= 2,
    );
  });

  it('finds nodes, shells and progress again after the server went away', async () => {
    await page.line(0, 'LEFT_HERE=kept-by-the-shell', '$ ');
    const second = { type: 'openTerminal', channel: 1, node: 'node1', shell: '2', cols: 100, rows: 30 } as const;
    page.send({ type: 'newShell', node: 'node1' });
    await page.until('a second shell', () => page.last('shellOpened')?.shell === second.shell);
    page.send(second);
    await page.until('its prompt', () => page.output.get(1)?.includes('$ '), 30_000);
    await page.line(1, 'LEFT_HERE=kept-by-the-second', '$ ');
    const nodeIds = page.snapshot.members.map((member) => member.id);
    await lab.close();
    lab = await start();
    const again = samePage(page, lab.url);
    await again.until('the same swarm', () => again.snapshot.members.length === nodeIds.length, NODES_MS);
    expect(again.snapshot.members.map((member) => member.id)).toEqual(nodeIds);
    expect(again.last('welcome')?.progress.met['devcoin-11']).toBeDefined();
    await again.openTerminal(0, 'node1', 30_000);
    await again.line(0, 'echo "[$LEFT_HERE]"', '[kept-by-the-shell]');
    expect(again.last('shells')?.shells).toMatchObject({ node1: ['main', '2'], node2: ['main'] });
    again.send(second);
    await again.line(1, 'echo "[$LEFT_HERE]"', '[kept-by-the-second]');
    again.send({ type: 'endShell', node: 'node1', shell: '2', isSure: false });
    await again.until('the second shell to be gone', () => again.last('shells')?.shells.node1?.length === 1, 15_000);
    page = again;
  });

  it('goes on when Docker is away for a while, and says so to whoever joins meanwhile', async () => {
    await line.cut();
    const unlucky = await joinLab(lab.url, 'Bob');
    const failed = await unlucky.until('the failure', () => {
      const { sandbox } = unlucky.last('sandbox') ?? {};
      return sandbox?.state === 'failed' ? sandbox : undefined;
    });
    expect(failed.message).toMatch(/Docker/);
    expect((await fetch(`${lab.url}/healthz`)).status).toBe(200);
    await page.line(0, 'echo still-$((40+2))', 'still-42');
    await line.join();
    unlucky.send({ type: 'resetSandbox' });
    await unlucky.until('a new try', () => unlucky.last('sandbox')?.sandbox.state === 'opening');
    await unlucky.ready(NODES_MS);
    await giveUp(unlucky);
  });

  it('takes down at its start what belongs to nobody', async () => {
    const other = await joinLab(lab.url, 'Carol');
    await other.ready(NODES_MS);
    await lab.close();
    // The seat is gone but its nodes are there, as after a crash between the two.
    const store = openStore(`${dataDir}/lab.db`);
    store.removeSeat(other.seat.id);
    store.close();
    lab = await start();
    await lab.close();
    lab = await start();
    const { seats } = (await (await fetch(`${lab.url}/api/courses`)).json()) as CoursesAnswer;
    expect(seats).toEqual({ total: 3, free: 2 });
    page = samePage(page, lab.url);
    await page.until('its own nodes', () => page.snapshot.nodes.length === 5, NODES_MS);
  });
});
