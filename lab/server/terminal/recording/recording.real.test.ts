import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { testDataDir, testDocker, testImages, testLog } from '../../../test/setup/index.ts';
import type { Provider, Sandbox, ShellSize } from '../../sandbox/index.ts';
import { createDindProvider } from '../../sandbox/providers/dind/index.ts';
import { openTerminals, realClock, SeatRecordings, type Terminals } from '../index.ts';
import { PageTerminal } from '../screen.fixtures.ts';
import { NotingViewer } from '../terminal.fixtures.ts';
import { type Cast, readCast } from './cast.ts';

const LIMIT_MS = 30_000;
const soon = () => AbortSignal.timeout(LIMIT_MS);
const size: ShellSize = { cols: 90, rows: 24 };

let provider: Provider;
let sandbox: Sandbox;
let terminals: Terminals;
let recordings: SeatRecordings;

beforeAll(async () => {
  const [docker, images] = await Promise.all([testDocker(), testImages()]);
  provider = await createDindProvider({ docker, dataDir: testDataDir(), images, log: testLog });
  const spec = { id: `recording${process.pid}`, nodes: ['node1'], labels: {} };
  sandbox = await provider.open(spec, { signal: AbortSignal.timeout(120_000) });
  recordings = new SeatRecordings({
    folder: mkdtempSync(join(tmpdir(), 'lab-recording-')),
    all: false,
    maxBytes: 20_000_000,
    clock: realClock(Date.now),
    log: testLog,
    onState: () => {},
  });
  terminals = openTerminals({ sandbox, log: testLog, now: Date.now, taps: (place) => recordings.tap(place) });
});
afterAll(async () => {
  terminals?.close();
  await recordings?.removeAll();
  await sandbox?.destroy(AbortSignal.timeout(60_000));
  await provider?.close();
});

/** Opens the terminal as a page; its screen is what the server draws for who comes. */
async function openPage(at: ShellSize) {
  const viewer = new NotingViewer();
  const attachment = await terminals.terminal('node1', 'main').attach(viewer, at);
  const screen = async () => {
    attachment.ack(viewer.bytes.length);
    const page = new PageTerminal(at);
    await page.show(viewer.bytes);
    return page;
  };
  const shows = (wanted: string) =>
    vi.waitFor(async () => expect((await screen()).text).toContain(wanted), { timeout: LIMIT_MS, interval: 50 });
  return { attachment, screen, shows };
}
const run = (lines: string) => terminals.terminal('node1', 'main').run(lines, { signal: soon() });

async function replay({ header, events }: Cast): Promise<PageTerminal> {
  const page = new PageTerminal({ cols: header.width, rows: header.height });
  for (const [, code, data] of events) {
    if (code === 'o') await page.show(Buffer.from(data));
    const [cols = 0, rows = 0] = data.split('x').map(Number);
    if (code === 'r') page.resize({ cols, rows });
  }
  return page;
}
async function theOnly(): Promise<{ cast: Cast; file: string }> {
  const [view] = await recordings.list();
  const file = await text(await recordings.read(view?.id ?? ''));
  const cast = readCast(file);
  if (!cast) throw new Error('the recording is no asciicast');
  return { cast, file };
}

test('a recording shows what the terminal showed, from the middle of a session on, and no word typed without echo', async () => {
  const page = await openPage(size);
  await run('echo "before $((1 + 1))"');
  await page.shows('before 2');
  await recordings.record('node1', 'main', true);

  await run("printf '\\033[1;31mred\\033[0m \\033[44mblue\\033[0m 数字 ✓ é 👋\\n'");
  page.attachment.write(
    Buffer.from('stty -echo; echo "say $((1 + 1))"; read -r word; stty echo; expr length "$word" + 100\r'),
  );
  await page.shows('say 2');
  page.attachment.write(Buffer.from('open-sesame\r'));
  await page.shows('111');
  // A page that does not say what it has read would hold the flood.
  page.attachment.detach();
  await run('yes "a flood of lines" | head -c 30000000; echo "over $((3 + 4))"');
  const later = await openPage({ cols: 100, rows: 30 });
  await later.shows('over 7');
  await run('seq 1 60; docker version --format "{{.Server.Os}}"; tput cols');
  await later.shows('linux');
  const shown = await later.screen();
  await recordings.record('node1', 'main', false);

  await vi.waitFor(async () => expect((await replay((await theOnly()).cast)).inSight).toEqual(shown.inSight));
  const { cast, file } = await theOnly();
  const { cursor, modes } = (await replay(cast)).looks;
  expect({ cursor, modes }).toEqual({ cursor: shown.looks.cursor, modes: shown.looks.modes });
  expect(file).toContain('before 2');
  expect(file).toContain('111');
  expect(file).not.toContain('open-sesame');
  expect(file.length).toBeLessThan(5_000_000);
});
