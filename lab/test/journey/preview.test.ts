import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROBE_LABEL, PROBE_PATH, type PreviewAnswer, type PreviewWays, previewHost } from '../../contract/index.ts';
import { joinLab, type LabPage } from '../client/lab-page.ts';
import { type FakeLab, startFakeLab } from './fake-lab.ts';

let lab: FakeLab;
let page: LabPage;
beforeAll(async () => {
  lab = await startFakeLab();
  page = await joinLab(lab.url, 'Marta');
  await page.ready();
  await page.openTerminal(0, 'node1');
  await page.line(0, 'docker swarm init --advertise-addr $(hostname -i)', 'Swarm initialized');
  await page.line(0, 'docker service create --detach --name web --publish 8080:80 alpine:3.22 sleep 600', 'web');
}, 40_000);
afterAll(async () => {
  page.close();
  await lab.end();
});

const port = () => Number(new URL(lab.url).port);

async function open(cookie: string, body: object): Promise<Response> {
  return fetch(`${lab.url}/api/seat/previews`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie, origin: lab.url },
    body: JSON.stringify(body),
  });
}

/** What a browser would get at a host name that leads to the lab. */
async function visit(host: string, path = '/', headers: Record<string, string> = { accept: 'text/html' }) {
  const asked = request({ port: port(), host: '127.0.0.1', path, headers: { host, ...headers } }).end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  return { status: answer.statusCode, body: await text(answer), headers: answer.headers };
}

const nameOf = (preview: PreviewAnswer) => previewHost(preview, `localhost:${port()}`);

describe('a port of a node', () => {
  it('is seen under a name that nobody can guess, once a service publishes it', async () => {
    const preview = (await (await open(page.cookie, { node: 'node1', port: 8080 })).json()) as PreviewAnswer;
    expect(preview).toMatchObject({ label: 'node1-8080', host: 'node1:8080' });
    expect(preview.key).toMatch(/^[a-z0-9]{26}$/);
    await page.until('the task to run', () => page.snapshot.tasks.some((task) => task.state === 'running'));
    const seen = await visit(nameOf(preview));
    expect(seen.status).toBe(200);
    expect(seen.body).toContain('web <small>simulated</small>');
    expect(seen.body).toContain('node1:8080');
    expect(seen.headers['content-security-policy']).toContain(`frame-ancestors 'self' ${lab.url}`);
    expect(seen.headers['set-cookie']).toBeUndefined();
  });

  it('says what is published instead, with links that work', async () => {
    const preview = (await (await open(page.cookie, { node: 'node1', port: 9000 })).json()) as PreviewAnswer;
    const dead = await visit(nameOf(preview));
    expect(dead.status).toBe(502);
    expect(dead.body).toContain('Nothing listens on port 9000 of node1');
    const [, host = ''] = /href="\/\/([^/"]+)\/"/.exec(dead.body) ?? [];
    expect((await visit(host)).body).toContain('simulated');
  });

  it('is for those who have a seat, on nodes of their own', async () => {
    expect((await open('', { node: 'node1', port: 80 })).status).toBe(401);
    const other = await fetch(`${lab.url}/api/seat/previews`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: page.cookie, origin: 'http://elsewhere.test' },
      body: JSON.stringify({ node: 'node1', port: 80 }),
    });
    expect(other.status).toBe(403);
    expect((await open(page.cookie, { node: 'db1', port: 80 })).status).toBe(404);
    for (const body of [
      { node: 'node1', port: 0 },
      { node: 'node1', port: 80, host: 'a/b' },
    ]) {
      const refused = await open(page.cookie, body);
      expect(refused.status).toBe(400);
      expect(await refused.json()).toMatchObject({ code: 'badRequest', detail: expect.stringMatching(/port|host/) });
    }
  });

  it('takes sockets too: the answer is the node, not the lab', async () => {
    const preview = (await (await open(page.cookie, { node: 'node1', port: 8080 })).json()) as PreviewAnswer;
    const headers = { connection: 'Upgrade', upgrade: 'websocket', accept: 'text/html' };
    expect((await visit(nameOf(preview), '/', headers)).body).toContain('simulated');
    expect((await visit(`localhost:${port()}`, '/', headers)).status).toBe(404);
  });

  it('has a second way for browsers that find no such names', async () => {
    const ways = (await (await fetch(`${lab.url}/api/previews`)).json()) as PreviewWays;
    expect(ways).toMatchObject({ names: [`localhost:${port()}`], port: lab.previewPort });
    const probe = await visit(`${PROBE_LABEL}.localhost:${port()}`, PROBE_PATH);
    expect(JSON.parse(probe.body)).toEqual({ lab: ways.lab });
    const preview = (await (await open(page.cookie, { node: 'node1', port: 8080 })).json()) as PreviewAnswer;
    const second = `http://127.0.0.1:${ways.port}`;
    const door = await fetch(`${second}/~${preview.key}/x`, { redirect: 'manual' });
    expect(door.headers.get('location')).toBe('/x');
    const cookie = door.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    expect(await (await fetch(`${second}/x`, { headers: { cookie } })).text()).toContain('simulated');
    expect((await fetch(`${second}/x`)).status).toBe(404);
  });

  it('is gone with its seat', async () => {
    const leaving = await joinLab(lab.url, 'Ada');
    await leaving.ready();
    const preview = (await (await open(leaving.cookie, { node: 'node1', port: 80 })).json()) as PreviewAnswer;
    expect((await visit(nameOf(preview))).body).toContain('Nothing listens');
    await fetch(`${lab.url}/api/seat`, { method: 'DELETE', headers: { cookie: leaving.cookie } });
    const gone = await visit(nameOf(preview));
    expect([gone.status, gone.body.includes('There is no such preview')]).toEqual([404, true]);
    leaving.close();
  });
});

it('a page on another machine gets no names below localhost, and the domain where there is one', async () => {
  const ways = async (at: FakeLab, host: string) => {
    const asked = request({
      port: Number(new URL(at.url).port),
      host: '127.0.0.1',
      path: '/api/previews',
      headers: { host },
    });
    const [answer] = (await once(asked.end(), 'response')) as [IncomingMessage];
    return (JSON.parse(await text(answer)) as PreviewWays).names;
  };
  expect(await ways(lab, '192.168.1.20:7070')).toEqual([]);
  const other = await startFakeLab({ domain: 'Lab.example.org', 'preview-port': 'none' });
  try {
    expect(await ways(other, 'lab.example.org:7070')).toEqual(['lab.example.org:7070']);
    expect(await ways(other, 'lab.example.org')).toEqual(['lab.example.org']);
    expect(other.previewPort).toBeUndefined();
  } finally {
    await other.end();
  }
});
