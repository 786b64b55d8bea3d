import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { testDataDir, testDocker, testImages, testLog } from '../../test/setup/index.ts';
import type { Provider, Sandbox } from '../sandbox/index.ts';
import { createDindProvider } from '../sandbox/providers/dind/index.ts';
import { GOLDEN_FILES, GOLDEN_PROGRAMS, type GoldenProgram } from './golden-programs.fixtures.ts';
import { openTerminals, type Terminals } from './index.ts';
import { cuttable, PageViewer } from './page-viewer.fixtures.ts';

const size = { cols: 100, rows: 30 };
const until = { timeout: 20_000, interval: 100 };
/** So long a stream has to be there, for the clock of the terminals, that it is opened again by itself when it breaks. */
const STEADY_MS = 2500;

let provider: Provider;
let sandbox: Sandbox;
let cut: () => void;
let breakable: Sandbox;
/** The server that is looked at, and another one that sees everything from the first byte on. */
let terminals: Terminals;
let witnesses: Terminals;
let skewMs = 0;

beforeAll(async () => {
  const [docker, images] = await Promise.all([testDocker(), testImages()]);
  provider = await createDindProvider({ docker, dataDir: testDataDir(), images, log: testLog });
  const spec = { id: `golden${process.pid}`, nodes: ['node1'], labels: {} };
  sandbox = await provider.open(spec, { signal: AbortSignal.timeout(120_000) });
  for (const [path, text] of Object.entries(GOLDEN_FILES))
    await sandbox.nodes[0]?.writeFile(path, Buffer.from(text), AbortSignal.timeout(20_000));
  ({ sandbox: breakable, cut } = cuttable(sandbox));
  terminals = openNew();
  witnesses = openTerminals({ sandbox, log: testLog, now: Date.now });
});
afterAll(async () => {
  terminals?.close();
  witnesses?.close();
  await sandbox?.destroy(AbortSignal.timeout(60_000));
  await provider?.close();
});

const openNew = () => openTerminals({ sandbox: breakable, log: testLog, now: () => Date.now() + skewMs });
const open = (shell: string, answers = true) => PageViewer.open(terminals.terminal('node1', shell), size, { answers });
const openWitness = (shell: string) => PageViewer.open(witnesses.terminal('node1', shell), size, { answers: false });

/** The server lets go of all shells and finds them again, as when it is started anew. */
function restart(): void {
  terminals.close();
  terminals = openNew();
}

/** The connection to every shell breaks, and is there again. */
function breakStreams(): void {
  skewMs += STEADY_MS;
  cut();
}

const shows = (viewer: PageViewer, what: RegExp) =>
  vi.waitFor(() => expect(viewer.page.inSight.join('\n')).toMatch(what), until);

/** Waits until one page shows exactly what another does: characters, widths, colours, cursor, modes, what is above and behind. */
async function same(viewer: PageViewer, witness: PageViewer): Promise<void> {
  await vi.waitFor(() => expect(viewer.looks).toEqual(witness.looks), until);
}

describe('the screen of', () => {
  const seen = new Map<string, { witness: PageViewer; first: PageViewer }>();
  const pagesOf = (program: GoldenProgram) => {
    const pages = seen.get(program.shell);
    if (!pages) throw new Error(`${program.name} did not start`);
    return pages;
  };

  beforeAll(async () => {
    for (const { shell } of GOLDEN_PROGRAMS)
      seen.set(shell, { witness: await openWitness(shell), first: await open(shell) });
    for (const program of GOLDEN_PROGRAMS) {
      await shows(pagesOf(program).witness, /node1 ~ \$/);
      pagesOf(program).first.type(program.start);
    }
    for (const program of GOLDEN_PROGRAMS) await shows(pagesOf(program).witness, program.ready);
  });

  describe('a page that is loaded again:', () => {
    test.each(GOLDEN_PROGRAMS)('$name', async (program) => {
      const { witness, first } = pagesOf(program);
      const late = await open(program.shell, false);
      await same(first, witness);
      await same(late, witness);
      late.leave();
    });
  });

  describe('pages whose server lost the connection to the node:', () => {
    beforeAll(breakStreams);

    test.each(GOLDEN_PROGRAMS)('$name', async (program) => {
      const { witness, first } = pagesOf(program);
      const late = await open(program.shell, false);
      await same(late, witness);
      await same(first, witness);
      expect(first.ends).toEqual([]);
      late.leave();
    });
  });

  describe('a page that comes after the server was started anew:', () => {
    beforeAll(restart);

    test.each(GOLDEN_PROGRAMS)('$name, and its keys do the same', async (program) => {
      const { witness } = pagesOf(program);
      const last = await open(program.shell);
      await same(last, witness);
      const up = last.page.modes.applicationCursorKeysMode ? '\x1bOA' : '\x1b[A';
      last.type(program.keys === 'UP' ? up : program.keys);
      await shows(witness, program.after);
      await same(last, witness);
      last.type(program.quit);
      await shows(witness, /node1 ~ \$ ?\n*$/);
      await same(last, witness);
      last.leave();
    });
  });
});

describe('a storm of resizes', () => {
  /** As when a window is dragged: 50 sizes in a row, the last of which holds. */
  const storm = (viewer: PageViewer) => {
    for (let n = 0; n < 50; n++) viewer.resize({ cols: 60 + ((n * 7) % 60), rows: 12 + ((n * 5) % 30) });
    viewer.resize(size);
  };

  test('while output flows: nothing is missing or twice, and both sides have the last size', async () => {
    const first = await open('storm');
    await shows(first, /\$/);
    first.type('for n in $(seq 900); do echo "line $n"; done\r');
    await shows(first, /line \d\d/);
    storm(first);
    first.type('stty size; echo over\r');
    await shows(first, /^30 100\nover$/m);
    const late = await open('storm', false);
    for (const page of [first, late]) await hasAll(page, 900);
    expect(late.page.size).toEqual(size);
    expect(late.page.text).toBe(first.page.text);
    first.leave();
    late.leave();
  });

  test('of a full-screen program: it ends as one exact screen', async () => {
    const first = await open('stormvi');
    await shows(first, /\$/);
    first.type("vi -N -c 'set nu ruler' -c 'split' /etc/services\r");
    await shows(first, /services[\s\S]*services/);
    storm(first);
    first.type('10j');
    const late = await open('stormvi', false);
    await vi.waitFor(() => {
      expect(late.looks.shown).toEqual(first.looks.shown);
      expect(late.looks.cursor).toEqual(first.looks.cursor);
      expect(first.page.inSight.join('\n')).toMatch(/ 11,1\b/);
    }, until);
    first.type('\x1b:qa!\r');
    first.leave();
    late.leave();
  });
});

describe('nothing that is printed is missing or twice', () => {
  const wide = { cols: 250, rows: 30 };
  const pad = '.'.repeat(200);

  test.each([
    ['slowly', 400, `for n in $(seq 400); do echo "line $n ${pad}"; sleep 0.01; done`],
    ['in bursts', 1500, `for n in $(seq 1500); do echo "line $n ${pad}"; [ $((n % 300)) -gt 0 ] || sleep 0.4; done`],
    ['as a flood', 1900, `seq -f 'line %g ${pad}' 1900`],
  ])(
    '%s, while pages come, go, lag and lose the connection, and the server starts anew',
    async (how, count, command) => {
      const shell = `count${count}`;
      const openWide = () => PageViewer.open(terminals.terminal('node1', shell), wide, { answers: false });
      let steady = await openWide();
      await shows(steady, /\$/);
      const laggard = await openWide();
      laggard.lags = true;
      steady.type(`clear; ${command}; echo over\r`);
      await shows(steady, /line \d/);
      (await openWide()).leave();
      breakStreams();
      const comer = await openWide();
      laggard.ack();
      await vi.waitFor(() => expect(comer.page.inSight.join('\n')).toMatch(/line \d/), until);
      comer.leave();
      if (how !== 'slowly') breakStreams();
      restart();
      steady = await openWide();
      const behind = await openWide();
      behind.lags = true;
      await shows(steady, /^over$/m);
      behind.lags = false;
      behind.ack();
      const late = await openWide();
      for (const page of [steady, behind, late]) await hasAll(page, count);
      for (const page of [steady, behind, late]) page.leave();
    },
  );
});

/** Waits until a page has the lines 1 to `count` above and in sight, each once and in order. */
async function hasAll(viewer: PageViewer, count: number): Promise<void> {
  await vi.waitFor(() => {
    const found = [...viewer.page.text.matchAll(/^line (\d+)/gm)].map(([, number]) => Number(number));
    const all = Array.from({ length: count }, (_, index) => index + 1);
    expect(all.filter((number) => !found.includes(number)).slice(0, 5), 'missing').toEqual([]);
    expect(found.filter((number, at) => number !== at + 1).slice(0, 5), 'twice or not in order').toEqual([]);
  }, until);
}
