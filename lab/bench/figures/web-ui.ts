import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { launchBrowser } from '../../test/client/browser.ts';
import { startAppServer } from '../app-script.ts';
import { againstLimit, atLeastLimit, type BenchContext, type Figure, median } from '../figure.ts';
import { freePort } from '../free-port.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const EVENTS_PER_SECOND = 200;
const ROUNDS = 3;
const ROUND_MS = 4000;

/** What a browser fetches to show the web UI for the first time. */
export const webUiFirstLoad: Figure = {
  name: 'web UI first load',
  about: 'kB that Chromium fetches for the page; ours: as served, packed; theirs: the same files unpacked',
  measure: (context) =>
    onPage(context, async (page) => {
      const { fetched, unpacked } = await page.evaluate(() => {
        const own = performance
          .getEntries()
          .filter((entry) => entry instanceof PerformanceResourceTiming && entry.name.startsWith(location.origin));
        const sum = (size: (entry: PerformanceResourceTiming) => number): number =>
          own.reduce((total, entry) => total + size(entry as PerformanceResourceTiming), 0) / 1000;
        return { fetched: sum((entry) => entry.encodedBodySize), unpacked: sum((entry) => entry.decodedBodySize) };
      });
      return againstLimit({ name: 'web UI first load', unit: 'kB', ours: fetched, theirs: unpacked }, 100);
    }),
};

/** Whether the page stays smooth when coins pour in. */
export const webUiFrames: Figure = {
  name: 'web UI frames',
  about: `frames a second; ours: the page with ${EVENTS_PER_SECOND} coin events a second; theirs: an empty page`,
  measure: (context) =>
    onPage(context, async (page) => {
      const empty = await page.context().newPage();
      const ours: number[] = [];
      const theirs: number[] = [];
      for (let round = 1; round <= ROUNDS; round++) {
        // Only the page in front draws.
        await page.bringToFront();
        ours.push(await framesPerSecond(page));
        await empty.bringToFront();
        theirs.push(await framesPerSecond(empty));
        context.say(`round ${round}: ours ${ours.at(-1)?.toFixed(1)}, empty page ${theirs.at(-1)?.toFixed(1)}`);
      }
      const figure = { name: 'web UI frames', unit: 'frames/s', ours: median(ours), theirs: median(theirs) };
      return atLeastLimit(figure, 50);
    }),
};

function framesPerSecond(page: Page): Promise<number> {
  return page.evaluate(
    (ms) =>
      new Promise<number>((done) => {
        let frames = 0;
        const began = performance.now();
        const count = (now: number): void => {
          frames++;
          if (now - began < ms) requestAnimationFrame(count);
          else done((frames * 1000) / (now - began));
        };
        requestAnimationFrame(count);
      }),
    ROUND_MS,
  );
}

/** Opens the built page, served as in its image, on a sample of the API with one event for each coin. */
async function onPage<T>({ signal }: BenchContext, use: (page: Page) => Promise<T>): Promise<T> {
  const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
  await promisify(execFile)(process.execPath, [vite, 'build'], { cwd: join(ROOT, 'apps', 'webui'), signal });
  const [api, port] = [await freePort(), await freePort()];
  const coins = { COINS: String(EVENTS_PER_SECOND), EVENT_PER_COIN: '1' };
  const endApi = await startAppServer('webui/dev/sample-api.ts', { PORT: String(api), ...coins }, signal);
  const endPage = await startAppServer(
    'webui/server/main.ts',
    { PORT: String(port), API_URL: `http://127.0.0.1:${api}` },
    signal,
  );
  const browser = await launchBrowser();
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${port}`);
    await page.getByText('Live', { exact: true }).first().waitFor();
    return await use(page);
  } finally {
    await browser.close();
    await endPage();
    await endApi();
  }
}
