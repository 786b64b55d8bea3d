import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FileAnswer, FolderAnswer, GivenAnswer, LookAnswer, Problem, SavedAnswer } from '../../contract/index.ts';
import { joinLab, type LabPage } from '../client/lab-page.ts';
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

/** Asks about a path on node1 as the page does. */
function ask(what: string, path: string, init: RequestInit = {}): Promise<Response> {
  const url = `${lab.url}/api/nodes/node1/${what}?path=${encodeURIComponent(path)}`;
  return fetch(url, { ...init, headers: { cookie: page.cookie, origin: lab.url, ...init.headers } });
}
const got = async <T>(what: string, path: string): Promise<T> => (await (await ask(what, path)).json()) as T;
const put = (path: string, text: string | Buffer, headers: Record<string, string> = {}) =>
  ask('file', path, {
    method: 'PUT',
    headers: { 'content-type': 'application/octet-stream', ...headers },
    body: typeof text === 'string' ? text : new Uint8Array(text),
  });
const post = (what: string, body: unknown) =>
  fetch(`${lab.url}/api/nodes/node1/${what}`, {
    method: 'POST',
    headers: { cookie: page.cookie, origin: lab.url, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const problemOf = async (response: Response) => {
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  return (await response.json()) as Problem;
};
const names = async (path: string) => (await got<FolderAnswer>('folder', path)).entries.map((entry) => entry.name);

describe('the files of a node', () => {
  it('are saved by the page and seen by a command of the terminal', async () => {
    expect((await put('~/devcoin/note.yml', 'a: 1\n', { 'if-none-match': '*' })).status).toBe(200);
    await page.openTerminal(0, 'node1');
    await page.line(0, 'cat ~/devcoin/note.yml', 'a: 1');
    expect(await got<FileAnswer>('file', '/root/devcoin/note.yml')).toMatchObject({ kind: 'text', text: 'a: 1\n' });
  });

  it('that a command changed meanwhile are not written over: the page has both texts', async () => {
    const saved = (await (await put('~/shared.yml', 'mine: 1\n')).json()) as SavedAnswer;
    await page.openTerminal(0, 'node1');
    await page.line(0, "echo 'theirs: 2' > ~/shared.yml; echo changed", 'changed');
    const refused = await put('~/shared.yml', 'mine: 3\n', { 'if-match': `"${saved.version}"` });
    expect(refused.status).toBe(412);
    expect(await problemOf(refused)).toMatchObject({
      code: 'fileChanged',
      detail: expect.stringMatching(/Nothing was written/),
    });
    const theirs = await got<FileAnswer>('file', '~/shared.yml');
    expect(theirs).toMatchObject({ kind: 'text', text: 'theirs: 2\n' });
    const version = theirs.kind === 'text' ? theirs.version : '';
    expect((await put('~/shared.yml', 'mine: 3\n', { 'if-match': `"${version}"` })).status).toBe(200);
    await page.line(0, 'cat ~/shared.yml', 'mine: 3');
  });

  it('are made, moved and removed, and a new one is never written over another', async () => {
    expect((await ask('folder', '~/work', { method: 'POST' })).status).toBe(204);
    await put('~/work/a.yml', 'a', { 'if-none-match': '*' });
    expect((await put('~/work/a.yml', 'b', { 'if-none-match': '*' })).status).toBe(412);
    expect((await post('move', { from: '~/work/a.yml', to: '~/work/b.yml' })).status).toBe(204);
    expect(await names('~/work')).toEqual(['b.yml']);
    expect((await ask('folder', '~/work', { method: 'POST' })).status).toBe(409);
    expect((await ask('file', '~/work', { method: 'DELETE' })).status).toBe(204);
    expect((await problemOf(await ask('folder', '~/work'))).code).toBe('notFound');
  });

  it('are shown as what they are: text, or something to download', async () => {
    await put('~/kinds/bytes', Buffer.from([1, 0, 2]));
    await put('~/kinds/latin', Buffer.from([0x67, 0xfc, 0x6e]));
    await put('~/kinds/large', 'x'.repeat(1024 * 1024 + 1));
    await put('~/kinds/marked', '\ufeffa: ü\r\n');
    expect(await got('file', '~/kinds/bytes')).toEqual({ kind: 'binary', path: '~/kinds/bytes' });
    expect(await got('file', '~/kinds/latin')).toMatchObject({ kind: 'binary' });
    expect(await got('file', '~/kinds/large')).toMatchObject({ kind: 'large' });
    expect(await got('file', '~/kinds/marked')).toMatchObject({ kind: 'text', text: '\ufeffa: ü\r\n' });
    expect((await problemOf(await ask('file', '~/kinds'))).detail).toMatch(/no plain file/);
    const folders = (await got<FolderAnswer>('folder', '~')).entries.map((entry) => entry.type);
    expect(folders.indexOf('file')).toBeGreaterThan(folders.lastIndexOf('folder'));
  });

  it('come to the learner as files: one as it is, a folder as an archive', async () => {
    await put('~/take/in <b>&"ü.txt', 'taken');
    const file = await ask('download', '~/take/in <b>&"ü.txt');
    expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename=/);
    expect(file.headers.get('content-type')).toContain('application/octet-stream');
    expect(await file.text()).toBe('taken');
    const folder = await ask('download', '~/take');
    expect(folder.headers.get('content-disposition')).toContain('take.tar');
    const archive = extract();
    archive.end(Buffer.from(await folder.arrayBuffer()));
    for await (const entry of archive) {
      expect([entry.header.name, String(await buffer(entry))]).toEqual(['take/in <b>&"ü.txt', 'taken']);
    }
  });

  it('say that they changed: a page asks about all that it shows at once', async () => {
    await put('~/looked.yml', 'a');
    const look = async () =>
      (await (await post('look', { paths: ['~/looked.yml', '~/nothing'] })).json()) as LookAnswer;
    const { marks } = await look();
    expect([typeof marks[0], marks[1]]).toEqual(['string', null]);
    await put('~/looked.yml', 'b');
    expect((await look()).marks[0]).not.toBe(marks[0]);
  });

  it('have a given text where the course gives one', async () => {
    const given = await got<GivenAnswer>('given', '~/devcoin/docker-compose.yml');
    expect(given.text).toContain('services:');
    const here = await got<FileAnswer>('file', '~/devcoin/docker-compose.yml');
    expect(here.kind === 'text' && here.text).toBe(given.text);
    expect(await got('given', '~/no-such.yml')).toEqual({ text: null });
  });

  it.each([
    ['stack.yml', 400, /absolute/],
    ['~/../etc/shadow', 400, /no \.\./],
    ['~/a\u0000b', 400, /zero byte/],
    ['', 400, /path/],
    ['~/no-such', 404, /no ~\/no-such on node1/],
  ])('are asked for by paths that fit: %j', async (path, status, says) => {
    const response = await ask('file', path);
    expect(response.status).toBe(status);
    expect((await problemOf(response)).detail).toMatch(says);
  });

  it('keep what the node needs', async () => {
    expect((await problemOf(await ask('file', '/root/', { method: 'DELETE' }))).detail).toMatch(/is kept/);
    expect((await problemOf(await post('move', { from: '~/devcoin', to: '~/devcoin/in' }))).detail).toMatch(
      /into itself/,
    );
  });

  it('are refused without a seat, from another site, too large, and of a node that is off or is none', async () => {
    expect((await fetch(`${lab.url}/api/nodes/node1/folder?path=~`)).status).toBe(401);
    expect((await put('~/x', 'x', { origin: 'http://evil.example' })).status).toBe(403);
    expect((await problemOf(await put('~/x', Buffer.alloc(33 * 1024 * 1024)))).code).toBe('tooLarge');
    const cookie = { headers: { cookie: page.cookie } };
    expect((await fetch(`${lab.url}/api/nodes/node9/folder?path=~`, cookie)).status).toBe(404);
    page.send({ type: 'fault', node: 'node5', action: 'stop' });
    await page.until('node5 to be off', () => page.snapshot.nodes.find((n) => n.name === 'node5')?.power === 'stopped');
    const off = await fetch(`${lab.url}/api/nodes/node5/folder?path=~`, cookie);
    expect(off.status).toBe(409);
    expect((await problemOf(off)).code).toBe('nodeDown');
  });
});
