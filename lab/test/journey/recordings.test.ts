import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Problem, RecordingsAnswer } from '../../contract/index.ts';
import { joinLab, type LabPage, samePage } from '../client/lab-page.ts';
import { type FakeLab, startFakeLab } from './fake-lab.ts';

let lab: FakeLab;
let page: LabPage;
beforeAll(async () => {
  lab = await startFakeLab();
  page = await joinLab(lab.url, 'Marta');
  await page.ready();
});
afterAll(async () => {
  page?.close();
  await lab?.end();
});

/** Asks as a page does. */
function ask(path = '', init: RequestInit = {}, who: Pick<LabPage, 'cookie'> = page): Promise<Response> {
  return fetch(`${lab.url}/api/recordings${path}`, { ...init, headers: { origin: lab.url, cookie: who.cookie } });
}
const list = async (who = page) => ((await (await ask('', {}, who)).json()) as RecordingsAnswer).recordings;
const isOn = () => page.last('recording')?.on;

async function record(node: string, act: () => Promise<void>): Promise<void> {
  page.send({ type: 'record', node, shell: 'main', on: true });
  await page.until('to be told that it is recorded', isOn);
  await act();
  page.send({ type: 'record', node, shell: 'main', on: false });
  await page.until('to be told that it is recorded no longer', () => isOn() === false);
}

describe('recordings', () => {
  it('are made by the learner, told to all pages, listed, downloaded and deleted', async () => {
    await page.openTerminal(0, 'node1');
    const second = samePage(page);
    await record('node1', async () => {
      await second.until('the second page to be told', () => second.last('recording')?.on);
      await page.line(0, 'echo "answer $((6 * 7))"', 'answer 42');
      expect((await list())[0]).toMatchObject({ node: 'node1', shell: 'main', isOn: true });
    });
    second.close();
    const [kept] = await list();
    expect(kept).toMatchObject({ node: 'node1', shell: 'main', bytes: expect.any(Number) });
    expect(kept?.isOn).toBeUndefined();

    const file = await ask(`/${kept?.id}`);
    expect(file.headers.get('content-type')).toContain('application/x-asciicast');
    expect(file.headers.get('content-disposition')).toMatch(
      /^attachment; filename="?devcoin-lab-node1-main-\w+\.cast"?$/,
    );
    const [header, ...events] = (await file.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(header).toMatchObject({ version: 2, width: 100, height: 30, env: { TERM: expect.any(String) } });
    expect((events as [number, string, string][]).map(([, , data]) => data).join('')).toContain('answer 42');

    expect((await ask(`/${kept?.id}`, { method: 'DELETE' })).status).toBe(204);
    expect(await list()).toEqual([]);
    expect((await ask(`/${kept?.id}`)).status).toBe(404);
  });

  it('are nobody else’s: not of another seat, not without one, not by a path', async () => {
    await page.openTerminal(0, 'node1');
    await record('node1', () => page.line(0, 'echo mine', 'mine'));
    const [mine] = await list();
    const other = await joinLab(lab.url, 'Omar');
    expect(await list(other)).toEqual([]);
    for (const method of ['GET', 'DELETE']) {
      expect((await ask(`/${mine?.id}`, { method }, other)).status).toBe(404);
      expect((await ask(`/${mine?.id}`, { method }, { cookie: '' })).status).toBe(401);
      const path = encodeURIComponent(`../${page.seat.id}/${mine?.id}`);
      expect((await ask(`/${path}`, { method }, other)).status).toBe(404);
    }
    expect(await list()).toHaveLength(1);
    other.close();
  });

  it('are shown to the instructor, who has the key', async () => {
    const url = `${lab.url}/api/board/seats/${page.seat.id}/recordings`;
    expect((await fetch(url, { headers: { cookie: page.cookie } })).status).toBe(403);
    const key = new URL(lab.instructorUrl).hash.replace('#key=', '');
    const entered = await fetch(`${lab.url}/api/instructor`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: lab.url },
      body: JSON.stringify({ key }),
    });
    const cookie = entered.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const { recordings } = (await (await fetch(url, { headers: { cookie } })).json()) as RecordingsAnswer;
    expect(recordings).toHaveLength(1);
    expect((await fetch(`${url}/${recordings[0]?.id}`, { headers: { cookie } })).status).toBe(200);
    const nobody = await fetch(`${lab.url}/api/board/seats/nobody/recordings`, { headers: { cookie } });
    expect([nobody.status, ((await nobody.json()) as Problem).code]).toEqual([401, 'noSeat']);
  });

  it('are deleted with the seat, also while one is being made', async () => {
    const seat = await joinLab(lab.url, 'Ines');
    await seat.ready();
    await seat.openTerminal(0, 'node1');
    seat.send({ type: 'record', node: 'node1', shell: 'main', on: true });
    await seat.until('to be recorded', () => seat.last('recording')?.on);
    const folder = join(lab.dataDir, 'recordings', seat.seat.id);
    await expect.poll(() => existsSync(folder)).toBe(true);
    const left = await fetch(`${lab.url}/api/seat`, {
      method: 'DELETE',
      headers: { cookie: seat.cookie, origin: lab.url },
    });
    expect(left.status).toBe(204);
    await expect.poll(() => existsSync(folder)).toBe(false);
    seat.close();
  });
});

describe('a lab that records all', () => {
  it('says so on every page, and lets nobody stop it', async () => {
    const recording = await startFakeLab({ recordings: 'on' });
    try {
      const learner = await joinLab(recording.url, 'Marta');
      await learner.ready();
      await learner.openTerminal(0, 'node1');
      const told = await learner.until('to be told', () => learner.last('recording'));
      expect(told).toMatchObject({
        node: 'node1',
        on: true,
        by: 'lab',
        because: expect.stringMatching(/^The lab records/),
      });
      const later = samePage(learner);
      await later.until('a page that comes later to be told', () => later.last('recording')?.on);
      learner.send({ type: 'record', node: 'node1', shell: 'main', on: false });
      const problem = await learner.until('to be refused', () => learner.last('problem'));
      expect(problem.problem.detail).toMatch(/cannot be changed/);
      expect(learner.last('recording')?.on).toBe(true);
      learner.close();
      later.close();
    } finally {
      await recording.end();
    }
  });
});
