import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { ClientMessage, Problem, ServerMessage, ViewerView } from '../../contract/index.ts';
import { joinLab, LabPage, samePage } from '../client/lab-page.ts';
import { type FakeLab, startFakeLab } from './fake-lab.ts';

let lab: FakeLab;
let instructorCookie: string;
beforeAll(async () => {
  lab = await startFakeLab();
  const key = new URL(lab.instructorUrl).hash.replace('#key=', '');
  const response = await fetch(`${lab.url}/api/instructor`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ key }),
  });
  instructorCookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
});
afterAll(() => lab.end());

/** A learner with a terminal of node1 open. */
async function learner(name: string): Promise<LabPage> {
  const page = await joinLab(lab.url, name);
  await page.ready();
  await page.openTerminal(0, 'node1');
  return page;
}

/** An instructor's page on that seat; with its terminal of node1 when it is asked for. */
async function watch(page: LabPage, o: { name?: string; terminal?: boolean } = {}): Promise<LabPage> {
  const query = new URLSearchParams({ watch: page.seat.id, ...(o.name ? { name: o.name } : {}) });
  const watcher = new LabPage(lab.url, instructorCookie, page.seat, `?${query}`);
  await watcher.until('the welcome', () => watcher.last('welcome'));
  if (o.terminal !== false) {
    watcher.send({ type: 'openTerminal', channel: 0, node: 'node1', shell: 'main', cols: 60, rows: 20 });
    await watcher.until('its viewers', () => watcher.last('viewers'));
  }
  return watcher;
}

const viewersOf = (page: LabPage): readonly ViewerView[] => page.last('viewers')?.viewers ?? [];
const own = (page: LabPage) => viewersOf(page).find((viewer) => viewer.viewer === page.last('viewers')?.you);
const problems = (page: LabPage) =>
  page.messages.filter((m): m is Extract<ServerMessage, { type: 'problem' }> => m.type === 'problem');

/** Waits for the answer to a ping, after which all that was sent before has been looked at. */
async function settled(page: LabPage): Promise<void> {
  const id = page.messages.filter((m) => m.type === 'pong').length + 1000;
  page.send({ type: 'ping', id });
  await page.until('a pong', () => page.last('pong')?.id === id);
}

describe('viewers of a terminal', () => {
  it('are told who is there, who came to watch and who left', async () => {
    const first = await learner('Marta');
    await first.until('to see itself', () => viewersOf(first).length === 1);
    const second = samePage(first);
    await second.until('the welcome', () => second.last('welcome'));
    await second.openTerminal(0, 'node1');
    const watcher = await watch(first, { name: 'Grace' });
    await first.until('three viewers', () => viewersOf(first).length === 3);
    expect(viewersOf(first).map(({ name, role, mode }) => [name, role, mode])).toEqual([
      ['Marta', 'learner', 'drive'],
      ['Marta', 'learner', 'drive'],
      ['Grace', 'instructor', 'watch'],
    ]);
    expect(own(watcher)).toMatchObject({ name: 'Grace', isGuest: true });
    second.type(0, 'x');
    await watcher.until('to see who types', () => viewersOf(watcher)[1]?.types === true);
    expect(viewersOf(watcher)[0]?.types).toBe(false);
    watcher.close();
    await first.until('the watcher to be gone', () => viewersOf(first).length === 2);
    second.close();
    first.close();
  });

  it('of a seat are told in its head, by node; a page that watches is none of the learner’s', async () => {
    const page = await learner('Ada');
    const watcher = await watch(page);
    await page.until('to be told who watches', () => page.last('watchers')?.watchers[0]?.terminals.length === 1);
    expect(page.last('watchers')?.watchers).toEqual([
      {
        name: 'The instructor',
        role: 'instructor',
        terminals: [{ node: 'node1', shell: 'main', mode: 'watch', asks: false }],
      },
    ]);
    expect(page.last('pages')?.count).toBe(1);
    watcher.drop();
    await page.until('nobody to watch', () => page.last('watchers')?.watchers.length === 0);
    page.close();
  });
});

describe('a page that watches', () => {
  it('sees the screen and what comes, in the size of who types', async () => {
    const page = await learner('Edith');
    await page.line(0, 'echo before', 'before');
    const watcher = await watch(page);
    await watcher.until('the screen', () => watcher.output.get(0)?.includes('before'));
    expect(watcher.last('terminalResized')).toMatchObject({ cols: 100, rows: 30 });
    await page.line(0, 'echo after', 'after');
    await watcher.until('what comes', () => watcher.output.get(0)?.includes('after'));
    watcher.close();
    page.close();
  });

  it('is refused every message that would change something, and nothing changes', async () => {
    const page = await learner('Barbara');
    const watcher = await watch(page);
    const step = page.last('welcome')?.progress.step ?? '';
    const other = page.last('welcome')?.course.modules.at(-1)?.steps[0]?.id ?? '';
    const before = { shells: page.last('shells'), snapshot: page.snapshot, sandbox: page.last('sandbox') };
    const refused: readonly ClientMessage[] = [
      { type: 'newShell', node: 'node1' },
      { type: 'endShell', node: 'node1', shell: 'main', isSure: true },
      { type: 'record', node: 'node1', shell: 'main', on: true },
      { type: 'runBlock', step, block: 'b1' },
      { type: 'interrupt', node: 'node1' },
      { type: 'saveBlock', step, block: 'b1' },
      { type: 'openStep', step: other },
      { type: 'answer', step, check: 0, value: 'x' },
      { type: 'fault', node: 'node2', action: 'stop' },
      { type: 'resetSandbox' },
      { type: 'goToModule', module: 'swarm' },
      { type: 'answerKeyboard', channel: 0, viewer: 1, give: true },
      { type: 'takeKeyboardBack', channel: 0, viewer: 1 },
    ];
    for (const message of refused) {
      watcher.send(message);
      const answer = await watcher.until(`${message.type} to be refused`, () =>
        problems(watcher).find((m) => m.inReplyTo === message.type),
      );
      expect(answer.problem).toMatchObject({ code: 'onlyWatching', status: 403 });
    }
    const allowed: readonly ClientMessage[] = [
      // And ackOutput, which the page has sent by itself.
      { type: 'looking', at: false },
      { type: 'looking', at: true },
      { type: 'askKeyboard', channel: 0 },
      { type: 'giveKeyboardBack', channel: 0 },
      { type: 'closeTerminal', channel: 0 },
    ];
    for (const message of allowed) watcher.send(message);
    await settled(watcher);
    expect(problems(watcher)).toHaveLength(refused.length);
    await settled(page);
    expect(page.last('progress')?.progress.step ?? step).toBe(step);
    expect(page.last('shells')).toEqual(before.shells);
    expect(page.last('sandbox')).toEqual(before.sandbox);
    expect(page.snapshot.nodes.map(({ power }) => power)).toEqual(before.snapshot.nodes.map(({ power }) => power));
    expect(page.last('terminalEnded')).toBeUndefined();
    watcher.close();
    page.close();
  });

  it('types nothing and sets no size, and is told so once', async () => {
    const page = await learner('Grete');
    const watcher = await watch(page);
    const sizes = page.messages.filter((m) => m.type === 'terminalResized').length;
    watcher.type(0, 'touch /tmp/typed\r');
    watcher.type(0, '\x1b[?1;2c');
    watcher.send({ type: 'resizeTerminal', channel: 0, cols: 40, rows: 10 });
    await watcher.until('the size that holds', () => watcher.messages.at(-1)?.type === 'terminalResized');
    await settled(watcher);
    expect(problems(watcher).map((m) => m.problem.code)).toEqual(['onlyWatching']);
    expect(watcher.last('terminalResized')).toMatchObject({ cols: 100, rows: 30 });
    await page.line(0, 'echo still-mine', 'still-mine');
    expect(page.output.get(0)).not.toContain('touch');
    expect(page.messages.filter((m) => m.type === 'terminalResized')).toHaveLength(sizes);
    watcher.close();
    page.close();
  });

  it('does not learn the personal link, and its keys for a terminal that opens are dropped too', async () => {
    const page = await learner('Hedy');
    const watcher = await watch(page, { terminal: false });
    expect(watcher.last('welcome')?.seat).toMatchObject({ name: 'Hedy', link: '' });
    expect(JSON.stringify(watcher.messages)).not.toContain(page.seat.link.slice(3));
    watcher.send({ type: 'openTerminal', channel: 0, node: 'node1', shell: 'main', cols: 60, rows: 20 });
    watcher.type(0, 'early');
    await watcher.until('to be refused', () => problems(watcher)[0]?.problem.code === 'onlyWatching');
    expect(page.output.get(0)).not.toContain('early');
    watcher.close();
    page.close();
  });

  it('opens for the instructor’s key only, on a seat that is there, under a name that fits', async () => {
    const page = await learner('Karen');
    const code = async (query: string, cookie: string) => {
      const socket = new WebSocket(`${lab.url.replace('http', 'ws')}/api/socket?${query}`, { headers: { cookie } });
      return new Promise((resolve) => socket.on('close', resolve));
    };
    expect(await code(`watch=${page.seat.id}`, page.cookie)).toBe(4403);
    expect(await code(`watch=${page.seat.id}`, '')).toBe(4403);
    expect(await code('watch=nobody', instructorCookie)).toBe(4401);
    const long = new LabPage(lab.url, instructorCookie, page.seat, `?watch=${page.seat.id}&name=${'x'.repeat(61)}`);
    await long.until('the name to be refused', () => problems(long)[0]?.problem.code === 'badRequest');
    const asked = (cookie: string, seat: string) => fetch(`${lab.url}/api/watch/${seat}`, { headers: { cookie } });
    expect((await asked(page.cookie, page.seat.id)).status).toBe(403);
    expect(((await (await asked(instructorCookie, 'nobody')).json()) as Problem).code).toBe('noSeat');
    expect(await (await asked(instructorCookie, page.seat.id)).json()).toEqual({
      id: page.seat.id,
      name: 'Karen',
      course: 'devcoin',
    });
    page.close();
  });
});

describe('the keyboard', () => {
  it('is asked for, given, taken back at once, and both type meanwhile', async () => {
    const page = await learner('Radia');
    const watcher = await watch(page, { name: 'Grace' });
    watcher.send({ type: 'askKeyboard', channel: 0 });
    const { asker } = await page.until('to be asked', () => page.last('keyboardAsked'));
    expect(asker).toMatchObject({ name: 'Grace', role: 'instructor', asks: true });
    await watcher.until('to be told who is asked', () => watcher.last('viewers')?.says?.includes('Radia is asked'));
    expect(page.last('watchers')?.watchers[0]?.terminals[0]).toMatchObject({ asks: true });
    page.send({ type: 'answerKeyboard', channel: 0, viewer: asker.viewer, give: true });
    await watcher.until('to be given it', () => own(watcher)?.mode === 'drive');
    await watcher.line(0, 'echo from-grace', 'from-grace');
    await page.line(0, 'echo from-radia', 'from-radia');
    await watcher.until('what the learner types', () => watcher.output.get(0)?.includes('from-radia'));
    // The size stays the learner's, whoever types.
    watcher.send({ type: 'resizeTerminal', channel: 0, cols: 50, rows: 12 });
    await watcher.until('the size that holds', () => watcher.last('terminalResized')?.cols === 100);
    expect(page.last('terminalResized')).toBeUndefined();
    page.send({ type: 'takeKeyboardBack', channel: 0, viewer: asker.viewer });
    await watcher.until('to have lost it', () => own(watcher)?.mode === 'watch');
    expect(watcher.last('viewers')?.says).toBe('Radia took the keyboard back.');
    watcher.type(0, 'echo too-late\r');
    await watcher.until('to be refused', () => problems(watcher)[0]?.problem.code === 'onlyWatching');
    await page.line(0, 'echo alone', 'alone');
    expect(page.output.get(0)).not.toContain('too-late');
    watcher.close();
    page.close();
  });

  it('may be refused, and given back', async () => {
    const page = await learner('Sophie');
    const watcher = await watch(page);
    watcher.send({ type: 'askKeyboard', channel: 0 });
    const first = await page.until('to be asked', () => page.last('keyboardAsked'));
    page.send({ type: 'answerKeyboard', channel: 0, viewer: first.asker.viewer, give: false });
    await watcher.until('the answer', () => watcher.last('viewers')?.says === 'Sophie would rather not now.');
    expect(own(watcher)).toMatchObject({ mode: 'watch', asks: false });
    watcher.send({ type: 'askKeyboard', channel: 0 });
    await page.until('to be asked again', () => page.messages.filter((m) => m.type === 'keyboardAsked').length === 2);
    page.send({ type: 'answerKeyboard', channel: 0, viewer: first.asker.viewer, give: true });
    await watcher.until('to be given it', () => own(watcher)?.mode === 'drive');
    watcher.send({ type: 'giveKeyboardBack', channel: 0 });
    await page.until('it to be back', () =>
      viewersOf(page).every((viewer) => !viewer.isGuest || viewer.mode === 'watch'),
    );
    watcher.close();
    page.close();
  });

  it('waits for a learner whose page is away, and who leaves in the middle is forgotten', async () => {
    const page = await learner('Tu');
    const watcher = await watch(page);
    page.drop();
    await watcher.until('the learner to be gone', () => viewersOf(watcher).length === 1);
    watcher.send({ type: 'askKeyboard', channel: 0 });
    await watcher.until('to wait', () => watcher.last('viewers')?.says?.startsWith('Nobody has the terminal of node1'));
    watcher.type(0, 'not yet');
    await watcher.until('to be refused', () => problems(watcher)[0]?.problem.code === 'onlyWatching');
    const again = samePage(page);
    await again.until('the welcome', () => again.last('welcome'));
    again.send({ type: 'openTerminal', channel: 0, node: 'node1', shell: 'main', cols: 100, rows: 30 });
    const { asker } = await again.until('to be asked on coming', () => again.last('keyboardAsked'));
    watcher.drop();
    await again.until('the asker to be gone', () => viewersOf(again).length === 1);
    again.send({ type: 'answerKeyboard', channel: 0, viewer: asker.viewer, give: true });
    await again.until('to be told', () => problems(again)[0]?.problem.detail.startsWith('Nobody of this number'));
    const late = await watch(again);
    expect(own(late)).toMatchObject({ mode: 'watch', asks: false });
    late.close();
    again.close();
  });
});
