import type { Browser, Locator, Page, WebSocketRoute } from 'playwright-core';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildUi } from '../../cli/ui-build.ts';
import { parseConfig } from '../../server/config.ts';
import { type Lab, startLab } from '../../server/wiring.ts';
import { CHROMIUM_ARGUMENTS, testChromium, testDataDir, testLog } from '../setup/index.ts';
import { LearnerPage } from './learner-page.ts';

/** A name that is not this machine to the browser: plain http to it is an insecure origin, as on a workshop's network. */
const HOST = 'lab.test';

let lab: Lab;
let browser: Browser;
let url: string;
let page: Page;
let sockets: WebSocketRoute[];

beforeAll(async () => {
  await buildUi();
  const config = parseConfig({ provider: 'fake', port: 0, data: testDataDir() }, {});
  lab = await startLab(config, { signal: AbortSignal.timeout(280_000), log: testLog });
  const resolve = `--host-resolver-rules=MAP ${HOST} 127.0.0.1`;
  browser = await chromium.launch({ executablePath: testChromium(), args: [...CHROMIUM_ARGUMENTS, resolve] });
  url = `http://${HOST}:${new URL(lab.url).port}`;
});
afterAll(async () => {
  await browser?.close();
  await lab?.close();
});
beforeEach(async () => {
  sockets = [];
  page = await newPage();
  await new LearnerPage(page).join(url, 'Marta');
});

async function newPage(from?: Page): Promise<Page> {
  const context = from?.context() ?? (await browser.newContext({ viewport: { width: 1280, height: 900 } }));
  const created = await context.newPage();
  await created.routeWebSocket(/\/api\/socket$/, (socket) => {
    socket.connectToServer();
    sockets.push(socket);
  });
  return created;
}

/** A condition holds within this time, or never: the machine may be busy. */
const poll = <T>(look: () => T) => expect.poll(look, { timeout: 60_000 });
const screen = (of: Page): Locator => of.locator('.term:visible .xterm-rows').first();
const text = async (of: Page): Promise<string> => (await screen(of).innerText()).replaceAll('\u00a0', ' ');
const shows = (of: Page, wanted: string | RegExp) => poll(() => text(of)).toMatch(wanted);

/** A place within the first line of the screen that is exactly this. */
async function placeOf(line: string): Promise<[number, number]> {
  const rows = await screen(page).locator(':scope > div').allInnerTexts();
  const row = rows.findIndex((found) => found.replaceAll('\u00a0', ' ').trim() === line);
  const box = await screen(page).locator(':scope > div').nth(row).boundingBox();
  if (!box) throw new Error(`${line} is not on the screen`);
  return [box.x + 30, box.y + box.height / 2];
}

async function typeLine(line: string): Promise<void> {
  await page.locator('.term:visible .xterm-screen').first().click();
  await page.keyboard.type(line);
  await page.keyboard.press('Enter');
}

describe('a terminal in a browser', () => {
  test('has its right size from the first line on, and another when the layout changes', async () => {
    const shownSize = async () => {
      const foot = await page.locator('.term-foot').first().innerText();
      const [, cols, rows] = /(\d+) × (\d+)/.exec(foot) ?? [];
      return `${rows} ${cols}`;
    };
    // The map may still be settling, and the terminal with it.
    await poll(async () => {
      await typeLine('clear; stty size');
      await shows(page, /^\d+ \d+$/m);
      return (await text(page)).includes(await shownSize());
    }).toBe(true);
    const whole = await shownSize();
    await page.getByTitle('Another terminal beside it').click();
    await poll(shownSize).not.toBe(whole);
    await typeLine('clear; stty size');
    await shows(page, await shownSize());
  });

  test('is the same after a reload, and on a second page, which sees what the first one types', async () => {
    await typeLine('seq 1 200; echo "here $((40 + 2))"');
    await shows(page, 'here 42');
    const before = await text(page);
    await page.reload();
    await shows(page, 'here 42');
    expect(await text(page)).toBe(before);
    const second = await newPage(page);
    await second.goto(`${url}/learn`);
    await shows(second, 'here 42');
    await typeLine('echo "also $((40 + 3))"');
    await shows(second, 'also 43');
  });

  test('comes back with its screen when the line breaks, and types again', async () => {
    await typeLine('echo "before $((1 + 1))"');
    await shows(page, 'before 2');
    const before = await text(page);
    await sockets.at(-1)?.close();
    await poll(() => sockets.length).toBe(2);
    await poll(() => page.locator('.term-foot').first().innerText()).not.toContain('Disconnected');
    // The page lets go of the old screen a moment before it draws the one that the server sends.
    await poll(() => text(page)).toBe(before);
    await shows(page, /before 2\n.*\$/);
    await typeLine('echo "after $((2 + 1))"');
    await shows(page, 'after 3');
  });

  test('copies and pastes with the usual keys on an insecure origin', async () => {
    expect(await page.evaluate(() => window.isSecureContext)).toBe(false);
    await typeLine('echo onlyword');
    await shows(page, /^onlyword$/m);
    await page.mouse.dblclick(...(await placeOf('onlyword')));
    await page.keyboard.press('Control+Shift+C');
    await poll(() => page.locator('.term-foot').innerText()).toContain('Copied.');
    await page.keyboard.type('echo pasted-');
    await page.keyboard.press('Control+Shift+V');
    await shows(page, 'echo pasted-onlyword');
    await page.keyboard.press('Control+C');
    await shows(page, '^C');
  });

  test('asks before it pastes many lines', async () => {
    await page.locator('.term:visible .xterm-screen').click();
    const paste = () =>
      page.evaluate(() => {
        const data = new DataTransfer();
        data.setData('text/plain', Array.from({ length: 20 }, (_, n) => `echo line ${n}`).join('\n'));
        document.activeElement?.dispatchEvent(
          new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
        );
      });
    await paste();
    await page.getByRole('heading', { name: 'Paste 20 lines?' }).waitFor();
    await page.getByRole('button', { name: 'Keep it out' }).click();
    expect(await text(page)).not.toContain('line 0');
    await page.locator('.term:visible .xterm-screen').click();
    await paste();
    await page.getByRole('button', { name: 'Paste', exact: true }).click();
    await shows(page, 'line 19');
  });

  test('lets F6 leave it, both ways', async () => {
    const isInTerminal = () => page.evaluate(() => document.activeElement?.closest('.term') !== null);
    await page.locator('.term:visible .xterm-screen').click();
    await page.keyboard.press('F6');
    await poll(isInTerminal).toBe(false);
    await page.locator('.term:visible .xterm-screen').click();
    await page.keyboard.press('Shift+F6');
    await poll(isInTerminal).toBe(false);
  });

  test('opens links, and changes the size of its letters by keys', async () => {
    await typeLine('echo https://docs.docker.com/engine/swarm/');
    await shows(page, /^https:\/\/docs/m);
    await page.context().route('https://docs.docker.com/**', (route) => route.fulfill({ body: 'the manual' }));
    await page.mouse.move(...(await placeOf('https://docs.docker.com/engine/swarm/')));
    await page.locator('.xterm-cursor-pointer').waitFor();
    const [opened] = await Promise.all([
      page.context().waitForEvent('page'),
      page.mouse.down().then(() => page.mouse.up()),
    ]);
    await opened.waitForURL('https://docs.docker.com/engine/swarm/');
    await page.bringToFront();
    const size = () => page.locator('.term-foot').innerText();
    const usual = await size();
    await page.locator('.term:visible .xterm-screen').click();
    await page.keyboard.press('Control+Equal');
    await poll(size).not.toBe(usual);
    await page.keyboard.press('Control+0');
    await poll(size).toBe(usual);
  });

  test('stays usable in a flood, and Ctrl+C ends that', async () => {
    await typeLine('yes "a line that is wider than two letters"');
    await shows(page, 'a line that is wider');
    await page.keyboard.press('Control+C');
    await shows(page, /\$ *$/);
    await typeLine('echo "still $((3 + 4))"');
    await shows(page, 'still 7');
  });

  test('has a row of keys on a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole('link', { name: 'Terminal' }).click();
    await page.locator('.term:visible .xterm-screen').click();
    await page.keyboard.type('echo one ');
    await page.getByRole('button', { name: 'Pipe' }).click();
    await page.keyboard.type(' cat');
    await shows(page, /echo one \| cat/);
    await page.getByRole('button', { name: 'Control', exact: true }).click();
    await page.keyboard.type('c');
    await shows(page, '^C');
    expect(await page.evaluate(() => document.activeElement?.closest('.term') !== null)).toBe(true);
  });
});
