import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BrowserLab, openFakeLab, PICTURES } from './browser-lab.ts';
import { complaintsOf } from './complaints.ts';
import { LearnerPage } from './learner-page.ts';

let opened: BrowserLab;
let page: Page;
let learner: LearnerPage;
let complaints: string[];

beforeAll(async () => {
  opened = await openFakeLab();
  page = await opened.browser.newPage({ viewport: { width: 1280, height: 900 }, colorScheme: 'light' });
  complaints = complaintsOf(page);
  learner = new LearnerPage(page);
  await learner.join(opened.lab.url, 'Marta');
});
afterAll(() => opened?.end());

const picture = (name: string) => page.screenshot({ path: join(PICTURES, `recordings-${name}.png`) });
const dialog = () => page.getByRole('dialog');
async function openList(): Promise<void> {
  await page.getByRole('button', { name: /^Your seat/ }).click();
  await page.getByRole('menuitem', { name: 'Recordings' }).click();
  await dialog().waitFor();
}

test('a terminal is recorded at a click, says so, and what was recorded is played in the page', async () => {
  await openList();
  await dialog().getByText('Nothing is recorded yet').waitFor();
  await picture('none');
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Record the terminal of node1' }).click();
  await page.locator('.tab .recorded').waitFor();
  await learner.typeLine('echo "played $((40 + 2))"');
  await learner.terminalShows('played 42');
  await picture('on');
  const stop = page.getByRole('button', { name: /^Recorded/ });
  expect(await stop.getAttribute('title')).toBe('You asked for it. Stop it with the same button.');
  await stop.click();
  await page.locator('.tab .recorded').waitFor({ state: 'detached' });

  await openList();
  await dialog()
    .getByText(/· \d+ B|· \d+ kB/)
    .waitFor();
  await picture('list');
  const download = page.waitForEvent('download');
  await dialog().getByRole('link', { name: 'Download node1' }).click();
  expect((await download).suggestedFilename()).toMatch(/^devcoin-lab-node1-main-.*\.cast$/);

  await dialog().getByRole('button', { name: 'Play node1' }).click();
  await expect.poll(() => dialog().locator('.ap-term-text').innerText(), { timeout: 30_000 }).toContain('played 42');
  await picture('player-light');
  await dialog().getByRole('button', { name: '4×' }).click();
  await expect.poll(() => dialog().locator('.ap-term-text').innerText(), { timeout: 30_000 }).toContain('played 42');
  await page.emulateMedia({ colorScheme: 'dark' });
  await picture('player-dark');
  await page.setViewportSize({ width: 390, height: 844 });
  await picture('player-390');
  await dialog().getByRole('button', { name: 'All recordings' }).click();
  await picture('list-390');
  await page.setViewportSize({ width: 1280, height: 900 });

  await dialog().getByRole('button', { name: 'Delete node1' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await dialog().getByText('Nothing is recorded yet').waitFor();
  expect(complaints).toEqual([]);
});
