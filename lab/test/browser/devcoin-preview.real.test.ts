import { join } from 'node:path';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Lab } from '../../server/wiring.ts';
import { type BrowserLab, openRealLab, PICTURES } from './browser-lab.ts';
import { LearnerPage } from './learner-page.ts';

const UP = [
  'cd ~/devcoin',
  'docker network create devcoin_bridge_private',
  'docker network create devcoin_bridge_proxy',
  'docker compose up -d --build',
];
/** Two images are built on a node. */
const UP_LIMIT_MS = 240_000;

let opened: BrowserLab;
let lab: Lab;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  opened = await openRealLab();
  ({ lab, browser } = opened);
});
afterAll(async () => {
  await page?.request.delete(`${lab.url}/api/seat`);
  await opened?.end();
});

const shown = (): FrameLocator => page.frameLocator('.pv-frame:visible iframe');
const desk = (word: string) => page.locator('.desk-tabs').getByRole('button', { name: word }).click();

async function ask(port: number, host: string): Promise<void> {
  await page.getByLabel('Port', { exact: true }).fill(String(port));
  await page.getByLabel('Name to ask under').fill(host);
  await page.keyboard.press('Enter');
}

/** The number of coins, as it stands on the page. */
async function coins(): Promise<number> {
  return Number((await shown().locator('[data-count]').innerText()).replace(/\D/g, ''));
}

it("the page of the DevCoin stack is seen in a preview, and its numbers move by the API's events", async () => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 } });
  page = await context.newPage();
  const learner = new LearnerPage(page);
  await learner.join(lab.url, 'Marta');
  await desk('Preview');
  await ask(80, 'devcoin.dev-lab.io');
  await shown().getByRole('heading', { name: 'Nothing listens on port 80 of node1' }).waitFor();

  await desk('Terminals');
  await learner.typeLine(`${UP.join(' && ')}; echo "up: $?"`);
  await learner.terminalShows('up: 0', UP_LIMIT_MS);
  await desk('Preview');
  // Nobody reloads: the page of the dead port looks by itself.
  await shown().locator('[data-count]').waitFor({ timeout: 60_000 });
  const before = await coins();
  await expect.poll(coins, { timeout: 30_000 }).toBeGreaterThan(before);
  await page.screenshot({ path: join(PICTURES, 'preview-devcoin.png') });
  const asked = page.frames().find((frame) => frame.url().includes('devcoin--'));
  expect(new URL(asked?.url() ?? '').host).toMatch(/^devcoin--[a-z0-9]{26}\.localhost:\d+$/);

  // Under a name that Traefik has no rule for it says so, and leads to those that it knows.
  await ask(80, 'nobody.dev-lab.io');
  await shown().getByRole('heading', { name: 'Traefik does not know nobody.dev-lab.io' }).waitFor();
  await page.screenshot({ path: join(PICTURES, 'preview-no-rule.png') });
  await shown().getByRole('link', { name: 'devcoin.dev-lab.io' }).click();
  await shown().locator('[data-count]').waitFor({ timeout: 30_000 });
  expect(await page.getByLabel('Name to ask under').inputValue()).toBe('devcoin.dev-lab.io');

  // The same in a browser that finds no names of previews: page and API come over the second port.
  await page.close();
  page = await context.newPage();
  await page.route(/preview-probe/, (route) => route.abort('namenotresolved'));
  await page.goto(`${lab.url}/learn`);
  await desk('Preview');
  await ask(80, 'devcoin.dev-lab.io');
  await shown().locator('[data-count]').waitFor({ timeout: 30_000 });
  expect(page.frames().map((frame) => new URL(frame.url()).port)).toContain(String(lab.previewPort));
  const then = await coins();
  await expect.poll(coins, { timeout: 30_000 }).toBeGreaterThan(then);
});
