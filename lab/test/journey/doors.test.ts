import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { BoardAnswer, CoursesAnswer, Problem, StepView } from '../../contract/index.ts';
import { joinLab } from '../client/lab-page.ts';
import { type FakeLab, startFakeLab } from './fake-lab.ts';

let lab: FakeLab;
beforeAll(async () => {
  lab = await startFakeLab();
});
afterAll(() => lab.end());

const json = { 'content-type': 'application/json' };
const join = (body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${lab.url}/api/seats`, { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) });
const problemOf = async (response: Response) => {
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  return (await response.json()) as Problem;
};

describe('the doors of the lab', () => {
  it('shows its courses and how many seats are free', async () => {
    const { courses, seats } = (await (await fetch(`${lab.url}/api/courses`)).json()) as CoursesAnswer;
    expect(courses.map((course) => course.id)).toContain('devcoin');
    expect(seats.free).toBeLessThanOrEqual(seats.total);
  });

  it('says which courses there are when one is asked for that is not there', async () => {
    const response = await join({ name: 'Marta', course: 'nonsense' });
    expect(response.status).toBe(404);
    expect((await problemOf(response)).detail).toMatch(/no course nonsense.*devcoin/i);
  });

  it('refuses a name of 10,000 characters and says what fits', async () => {
    const response = await join({ name: 'x'.repeat(10_000), course: 'devcoin' });
    expect(response.status).toBe(400);
    expect((await problemOf(response)).detail).toMatch(/at most 60 characters/);
  });

  it('refuses an empty name and one with control characters', async () => {
    expect((await problemOf(await join({ name: '   ', course: 'devcoin' }))).detail).toMatch(/Type a name/);
    expect((await problemOf(await join({ name: 'a\u001b[31mb', course: 'devcoin' }))).detail).toMatch(/control/);
  });

  it('keeps markup in a name as plain text', async () => {
    const name = '<img src=x onerror=alert(1)>';
    const page = await joinLab(lab.url, name);
    const welcome = await page.until('the welcome', () => page.last('welcome'));
    expect(welcome.seat.name).toBe(name);
    page.close();
  });

  it('answers a body that is no JSON with a problem', async () => {
    const response = await fetch(`${lab.url}/api/seats`, { method: 'POST', headers: json, body: '{' });
    expect(response.status).toBe(400);
    expect((await problemOf(response)).code).toBe('badRequest');
  });

  it('takes no seat for a page of another site', async () => {
    const response = await join({ name: 'Marta', course: 'devcoin' }, { origin: 'http://elsewhere.example' });
    expect(response.status).toBe(403);
  });

  it('opens no socket for a page of another site', async () => {
    const page = await joinLab(lab.url, 'Marta');
    const foreign = new WebSocket(`${lab.url.replace('http', 'ws')}/api/socket`, {
      headers: { cookie: page.cookie, origin: 'http://elsewhere.example' },
    });
    const status = await new Promise((resolve) =>
      foreign.on('unexpected-response', (_request, response) => resolve(response.statusCode)),
    );
    expect(status).toBe(403);
    page.close();
  });

  it('tells a page without a seat that it has none', async () => {
    const socket = new WebSocket(`${lab.url.replace('http', 'ws')}/api/socket`);
    const code = await new Promise((resolve) => socket.on('close', resolve));
    expect(code).toBe(4401);
    expect((await fetch(`${lab.url}/api/seat`)).status).toBe(204);
  });

  it('gives the text of a step, and a problem for one that is not there', async () => {
    const step = (await (await fetch(`${lab.url}/api/courses/devcoin/steps/devcoin-11`)).json()) as StepView;
    expect(step.checks.length).toBeGreaterThan(0);
    expect(JSON.stringify(step)).not.toContain('"expect"');
    expect((await fetch(`${lab.url}/api/courses/devcoin/steps/nope`)).status).toBe(404);
  });

  it('shows the class board to whoever has the key, and to nobody else', async () => {
    expect((await fetch(`${lab.url}/api/board`)).status).toBe(403);
    const wrong = await fetch(`${lab.url}/api/instructor`, { method: 'POST', headers: json, body: '{"key":"guess"}' });
    expect(wrong.status).toBe(403);
    const key = new URL(lab.instructorUrl).hash.replace('#key=', '');
    const right = await fetch(`${lab.url}/api/instructor`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ key }),
    });
    expect(right.status).toBe(204);
    const page = await joinLab(lab.url, 'Ada');
    const cookie = right.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const board = (await (await fetch(`${lab.url}/api/board`, { headers: { cookie } })).json()) as BoardAnswer;
    expect(board.rows.map((row) => row.name)).toContain('Ada');
    page.close();
  });

  it('opens the same seat by its personal link', async () => {
    const page = await joinLab(lab.url, 'Grace');
    const response = await fetch(`${lab.url}${page.seat.link}`, { redirect: 'manual' });
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/learn');
    expect(response.headers.getSetCookie()[0]).toContain(page.cookie);
    expect((await fetch(`${lab.url}/s/guess`, { redirect: 'manual' })).headers.get('location')).toBe('/?lost=link');
    page.close();
  });

  it('does not serve files from above the pages', async () => {
    const { port } = new URL(lab.url);
    const status = await new Promise((resolve) => {
      request({ port, path: '/assets/../../../package.json' }, (response) => resolve(response.statusCode)).end();
    });
    expect([400, 403, 404]).toContain(status);
  });

  it('says that it is well, and that an address of the API leads nowhere', async () => {
    expect(await (await fetch(`${lab.url}/healthz`)).json()).toEqual({ status: 'ok' });
    expect((await fetch(`${lab.url}/api/nothing`)).status).toBe(404);
  });

  it('says which port is taken and how to choose another', async () => {
    const { port } = new URL(lab.url);
    await expect(startFakeLab({ port: Number(port) })).rejects.toThrow(`Port ${port} on 127.0.0.1 is taken`);
  });

  it('refuses a second lab on the same data folder', async () => {
    await expect(startFakeLab({ data: lab.dataDir })).rejects.toThrow(/Another lab.*--data/);
  });
});
