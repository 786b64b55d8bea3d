import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeFrame, MAX_FRAME_BYTES, MAX_PAGES_PER_SEAT, MAX_TERMINALS_PER_PAGE } from '../../contract/index.ts';
import { FuzzPage } from '../client/fuzz-page.ts';
import { joinLab, type LabPage } from '../client/lab-page.ts';
import { notedLog } from '../client/noted-log.ts';
import { type FakeLab, startFakeLab } from './fake-lab.ts';

const noted = notedLog();
let lab: FakeLab;
beforeAll(async () => {
  lab = await startFakeLab({}, noted.log);
});
afterAll(async () => {
  await lab.end();
  expect(noted.bad).toEqual([]);
});

let asked = 1_000_000;
const open = { type: 'openTerminal', channel: 1, node: 'node1', cols: 80, rows: 24 };

async function pageOf(seat: LabPage): Promise<FuzzPage> {
  const page = new FuzzPage(lab.url, { cookie: seat.cookie, origin: lab.url });
  await page.until('a welcome', () => page.last('welcome') ?? page.last('problem'));
  return page;
}

/** What the page is told by then, and whether it lives on. */
async function answersTo(page: FuzzPage, ...frames: (string | Uint8Array)[]) {
  const from = page.messages.length;
  for (const frame of frames) page.say(frame);
  const id = ++asked;
  page.say(JSON.stringify({ type: 'ping', id }));
  await page.until('a pong', () => page.messages.some((m) => m.type === 'pong' && m.id === id));
  return page.messages.slice(from).flatMap((m) => (m.type === 'problem' ? [m.problem] : []));
}

async function endOf(page: FuzzPage) {
  await page.until('its end', () => page.end);
  return page.end;
}

describe('a page that makes a mistake', () => {
  let seat: LabPage;
  let page: FuzzPage;
  beforeAll(async () => {
    seat = await joinLab(lab.url, 'Marta');
    await seat.ready();
    page = await pageOf(seat);
    page.say(JSON.stringify(open));
    await page.until('a prompt', () => page.bytes.includes('$'));
  });

  it.each<[string, string | Uint8Array, string, RegExp]>([
    ['no JSON', '{"type":', 'badMessage', /not JSON/],
    ['no message of ours', '{"type":"nonsense"}', 'badMessage', /fits no schema/],
    ['a field too many', '{"type":"ping","id":1,"more":2}', 'badMessage', /more/],
    ['a number that is none', '{"type":"ackOutput","channel":1,"bytes":NaN}', 'badMessage', /not JSON/],
    ['a size of nothing', '{"type":"resizeTerminal","channel":1,"cols":0,"rows":1}', 'badMessage', /cols/],
    ['deep nesting', '['.repeat(10_000), 'badMessage', /not JSON/],
    ['a message that is too long', ' '.repeat(20_000), 'tooLarge', /16 KB/],
    ['an empty frame', new Uint8Array(0), 'badMessage', /empty/],
    ['keys for no terminal', encodeFrame(9, Buffer.from('ls')), 'badMessage', /Terminal 9 was not opened/],
    ['a size for no terminal', '{"type":"resizeTerminal","channel":9,"cols":80,"rows":24}', 'badMessage', /not opened/],
    ['the end of no terminal', '{"type":"closeTerminal","channel":9}', 'badMessage', /not opened/],
    ['a count for no terminal', '{"type":"ackOutput","channel":9,"bytes":0}', 'badMessage', /not opened/],
    ['a count that runs ahead', '{"type":"ackOutput","channel":1,"bytes":9999999}', 'badMessage', /were sent/],
    ['another node', JSON.stringify({ ...open, channel: 2, node: 'db1' }), 'unknownNode', /db1/],
    ['a shell that is not there', JSON.stringify({ ...open, channel: 2, shell: 'mine' }), '', /(?:)/],
  ])('%s: is told what is wrong, and lives on', async (what, frame, code, sentence) => {
    const problems = await answersTo(page, frame);
    if (code === '') return void expect(problems.length, what).toBeLessThanOrEqual(1);
    expect(problems).toEqual([expect.objectContaining({ code, detail: expect.stringMatching(sentence) })]);
  });

  it('a count that goes back is not believed', async () => {
    const ack = (bytes: number) => JSON.stringify({ type: 'ackOutput', channel: 1, bytes });
    expect(await answersTo(page, ack(5), ack(5))).toEqual([]);
    expect(await answersTo(page, ack(4))).toEqual([expect.objectContaining({ code: 'badMessage' })]);
  });

  it('a terminal that is opened twice is there once, with its whole screen', async () => {
    await answersTo(page, JSON.stringify(open), JSON.stringify(open));
    const from = page.bytes.length;
    page.say(encodeFrame(1, Buffer.from("echo o''nce\r")));
    await page.until('the answer', () => page.bytes.subarray(from).includes('once'));
    expect(page.bytes.subarray(from).toString().match(/once/g)).toHaveLength(1);
  });

  it('what is on its way to a terminal that was just closed is no mistake', async () => {
    const close = JSON.stringify({ type: 'closeTerminal', channel: 1 });
    const late = [encodeFrame(1, Buffer.from('x')), JSON.stringify({ type: 'ackOutput', channel: 1, bytes: 5 })];
    expect(await answersTo(page, JSON.stringify(open), close, late[0] ?? '', close)).toEqual([]);
  });

  it('has so many terminals and no more', async () => {
    const own = await pageOf(seat);
    const frames = Array.from({ length: MAX_TERMINALS_PER_PAGE + 1 }, (_, channel) =>
      JSON.stringify({ ...open, channel }),
    );
    expect(await answersTo(own, ...frames)).toEqual([expect.objectContaining({ code: 'tooMany' })]);
    expect(own.last('terminalEnded')).toMatchObject({ channel: MAX_TERMINALS_PER_PAGE });
    own.leave('drop');
  });
});

describe('a socket that is closed says why', () => {
  let seat: LabPage;
  beforeAll(async () => {
    seat = await joinLab(lab.url, 'Grace');
    await seat.ready();
  });
  const masked = (first: number, ...payload: number[]) =>
    Buffer.from([first, 0x80 | payload.length, 0, 0, 0, 0, ...payload]);

  it.each<[string, Uint8Array, number, RegExp]>([
    ['text that is not UTF-8', masked(0x81, 0xff), 1007, /UTF-8/],
    ['an unknown kind of frame', masked(0x83), 1002, /protocol/],
    ['a reserved bit', masked(0xc2, 0), 1002, /protocol/],
    ['a frame that is not masked', Buffer.from([0x82, 1, 0]), 1002, /protocol/],
    ['the rest of nothing', masked(0x80, 0), 1002, /protocol/],
    ['a close code that is none', masked(0x88, 0, 1), 1002, /protocol/],
    ['a length beyond all', Buffer.from([0x82, 0xff, 0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 0]), 1009, /256 KB/],
    ['many pieces', Buffer.concat([masked(0x02, 0), ...Array(80).fill(masked(0x00, 0))]), 1008, /pieces/],
  ])('%s', async (_what, bytes, code, reason) => {
    const page = await pageOf(seat);
    page.sayRaw(bytes, true);
    expect(await endOf(page)).toEqual({ code, reason: expect.stringMatching(reason) });
  });

  it('a frame that is too large', async () => {
    const page = await pageOf(seat);
    page.say(new Uint8Array(MAX_FRAME_BYTES + 1));
    expect(await endOf(page)).toEqual({ code: 1009, reason: expect.stringMatching(/larger than 256 KB/) });
  });

  it('a page that does not stop is told, then closed', async () => {
    const page = await pageOf(seat);
    while (page.isOpen && !page.end) {
      for (let at = 0; at < 500; at++) page.say('{}');
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await endOf(page)).toEqual({ code: 4429, reason: expect.stringMatching(/more than the lab takes/) });
    expect(page.messages.some((m) => m.type === 'problem' && m.problem.code === 'tooMany')).toBe(true);
  });

  it('a page more than a seat may have, and every page of a seat that is given up', async () => {
    const own = await joinLab(lab.url, 'Ada');
    await own.ready();
    const pages: FuzzPage[] = [];
    for (let at = 1; at < MAX_PAGES_PER_SEAT; at++) pages.push(await pageOf(own));
    const more = await pageOf(own);
    expect(await endOf(more)).toEqual({ code: 4429, reason: expect.stringMatching(/open in 20 pages/) });
    await fetch(`${lab.url}/api/seat`, { method: 'DELETE', headers: { cookie: own.cookie } });
    for (const page of pages) expect(await endOf(page)).toMatchObject({ code: 4401, reason: /given up/ });
  });

  it('a page without a seat', async () => {
    const page = new FuzzPage(lab.url, { cookie: 'devcoin_lab_seat=%E0%A4%A; devcoin_lab_seat=guess' });
    expect(await endOf(page)).toEqual({ code: 4401, reason: expect.stringMatching(/no seat/) });
  });
});

describe('requests for sockets that are none', () => {
  const ask = async (head: string, headers: readonly string[] = []): Promise<string> => {
    const { port } = new URL(lab.url);
    const socket = connect(Number(port), '127.0.0.1');
    const upgrade = ['connection: upgrade', 'upgrade: websocket', ...headers, '', ''];
    socket.write(`${head}\r\n${upgrade.join('\r\n')}`);
    const answer = await text(socket);
    return answer.split('\r\n')[0] ?? '';
  };
  const key = ['sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==', 'sec-websocket-version: 13'];

  it.each<[string, string, readonly string[], RegExp]>([
    ['another path', 'GET /nothing HTTP/1.1', ['host: localhost'], /404/],
    ['no path at all', 'GET // HTTP/1.1', ['host: localhost'], /404/],
    ['an address that is none', 'GET http://[ HTTP/1.1', ['host: localhost'], /40[04]/],
    ['another site', 'GET /api/socket HTTP/1.1', ['host: localhost', 'origin: http://elsewhere.test', ...key], /403/],
    ['an origin that is none', 'GET /api/socket HTTP/1.1', ['host: localhost', 'origin: null', ...key], /403/],
    ['no key', 'GET /api/socket HTTP/1.1', ['host: localhost'], /400/],
    ['another method', 'POST /api/socket HTTP/1.1', ['host: localhost', ...key], /405/],
    ['a preview that is none', 'GET / HTTP/1.1', [`host: x--${'a'.repeat(26)}.localhost`, ...key], /^$/],
    ['a preview with a path that is none', 'GET // HTTP/1.1', [`host: x--${'a'.repeat(26)}.localhost`], /^$/],
    ['a head that is too long', 'GET /api/socket HTTP/1.1', ['host: localhost', `x: ${'x'.repeat(20_000)}`], /431/],
    ['no HTTP', 'nonsense', [], /400/],
  ])('%s', async (_what, head, headers, status) => {
    expect(await ask(head, headers)).toMatch(status);
    expect((await fetch(`${lab.url}/healthz`)).status).toBe(200);
  });
});
