import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Lab } from '../../server/wiring.ts';
import { type BrowserLab, openFakeLab, PICTURES } from './browser-lab.ts';
import { LearnerPage } from './learner-page.ts';

let opened: BrowserLab;
let lab: Lab;
let browser: Browser;
const contexts: BrowserContext[] = [];
beforeAll(async () => {
  opened = await openFakeLab();
  ({ lab, browser } = opened);
});
afterAll(async () => {
  await opened?.end();
});
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
});

async function newPage(o: { width: number; height: number; colorScheme?: 'light' | 'dark' }): Promise<Page> {
  const { colorScheme = 'light', ...viewport } = o;
  const context = await browser.newContext({ viewport, colorScheme });
  contexts.push(context);
  return context.newPage();
}

const rows = (page: Page) => page.locator('.xterm-rows').first();
const picture = (page: Page, name: string) => page.screenshot({ path: join(PICTURES, `viewers-${name}.png`) });

/** Types into the terminal of a page. */
async function type(page: Page, text: string): Promise<void> {
  await page.locator('.xterm-helper-textarea').first().focus();
  await page.keyboard.type(text);
}

it('an instructor watches from the board, asks for the keyboard, and both type', async () => {
  const page = await newPage({ width: 1280, height: 860 });
  const learner = new LearnerPage(page);
  await learner.join(lab.url, 'Marta Example');
  await learner.typeLine('echo hello-from-marta');
  await rows(page).getByText('hello-from-marta').first().waitFor();

  const board = await newPage({ width: 1280, height: 860, colorScheme: 'dark' });
  await board.goto(lab.instructorUrl);
  await board.getByRole('link', { name: 'Watch Marta Example' }).waitFor();
  await picture(board, 'board');
  await board.getByRole('link', { name: 'Watch Marta Example' }).click();
  await board.getByRole('heading', { name: 'You watch Marta Example' }).waitFor();
  await rows(board).getByText('hello-from-marta').first().waitFor();

  // The learner sees it in the head and in the terminal, and the shell keeps its size.
  await page.getByRole('button', { name: 'The instructor watches node1' }).waitFor();
  await page
    .getByRole('button', { name: /^Who looks at node1: You: may type, The instructor: only watching$/ })
    .waitFor();
  await type(board, 'rm -rf everything');
  await picture(board, 'watching');
  await picture(page, 'watched');

  const ask = board.getByRole('button', { name: 'Ask for the keyboard' });
  await ask.focus();
  await board.keyboard.press('Enter');
  await board.getByText('Marta Example is asked for the keyboard.').waitFor();
  await page.getByText('The instructor asks for the keyboard of node1. Both of you could type then.').waitFor();
  await picture(page, 'asked');
  await page.getByRole('button', { name: 'Not now' }).click();
  await board.getByText('Marta Example would rather not now.').waitFor();
  await ask.click();
  await page.getByRole('button', { name: 'Allow' }).click();
  await board.getByRole('button', { name: 'Give the keyboard back' }).waitFor();

  await type(board, 'echo by-instructor\n');
  await rows(page).getByText('by-instructor').first().waitFor();
  await learner.typeLine('echo by-learner');
  await rows(board).getByText('by-learner').first().waitFor();
  expect(await rows(page).innerText()).not.toContain('everything');
  await picture(page, 'shared');
  await picture(board, 'given');

  await page.getByRole('button', { name: 'Take the keyboard back' }).click();
  await board.getByText('Marta Example took the keyboard back.').waitFor();
  await ask.waitFor();
  await board.close();
  await page.getByRole('button', { name: 'The instructor watches node1' }).waitFor({ state: 'detached' });
});

it('a small window that watches shows a large terminal scaled or scrolled, as it was told last', async () => {
  const page = await newPage({ width: 1280, height: 860 });
  const learner = new LearnerPage(page);
  await learner.join(lab.url, 'Ada');
  await learner.typeLine('echo wide');
  const phone = await newPage({ width: 390, height: 780 });
  await phone.goto(lab.instructorUrl);
  await phone.getByRole('link', { name: 'Watch Ada' }).click();
  await rows(phone).getByText('wide').first().waitFor();
  const width = () =>
    phone
      .locator('.xterm-screen')
      .first()
      .evaluate((element) => element.getBoundingClientRect().width);
  const scaled = await width();
  await picture(phone, 'phone-scaled');
  await phone.getByRole('button', { name: 'Scaled' }).click();
  await phone.locator('.screen-in.scrolls').waitFor();
  await expect.poll(width).toBeGreaterThan(scaled);
  const overflows = () =>
    phone
      .locator('.screen-in')
      .first()
      .evaluate((element) => element.scrollWidth > element.clientWidth);
  expect(await overflows()).toBe(true);
  await picture(phone, 'phone-scrolled');
  await phone.reload();
  await phone.getByRole('button', { name: 'Scrolled' }).waitFor();
  await rows(phone).getByText('wide').first().waitFor();

  // The page of a learner on a phone has room for it too.
  await page.setViewportSize({ width: 390, height: 780 });
  await page.getByRole('link', { name: 'Terminal' }).click();
  await phone.getByRole('button', { name: 'Ask for the keyboard' }).click();
  await page.getByRole('button', { name: 'Allow' }).waitFor();
  await picture(page, 'phone-asked');
  await page.getByRole('button', { name: 'Allow' }).click();
  await page.getByRole('button', { name: 'Take the keyboard back' }).waitFor();
  await picture(page, 'phone-shared');
});

it('a page without the key shows nothing of the seat', async () => {
  const page = await newPage({ width: 1280, height: 860 });
  await page.goto(`${lab.url}/watch/anybody`);
  await page.getByText('The class board needs the instructor key.').waitFor();
  await picture(page, 'no-key');
});
