import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFailed } from 'vitest';
import type { Lab } from '../../server/wiring.ts';
import { type BrowserLab, openRealLab, PICTURES } from './browser-lab.ts';
import { LearnerPage } from './learner-page.ts';

/** Three images are built on a node, pushed and deployed before the first step. */
const BRING_LIMIT_MS = 280_000;

let opened: BrowserLab;
let lab: Lab;
let browser: Browser;
let page: Page;
let learner: LearnerPage;
beforeAll(async () => {
  opened = await openRealLab();
  ({ lab, browser } = opened);
});
afterAll(async () => {
  await page?.request.delete(`${lab.url}/api/seat`);
  await opened?.end();
});

/** Does the open step as the guide says: its blocks, its questions; what is edited was edited before. */
async function finish(): Promise<void> {
  await learner.runBlocks();
  await learner.answerQuestions();
  await learner.allGreen();
}

/** Opens a file of the guide in the editor. */
async function open(link: string, file: string): Promise<void> {
  await page.locator('.guide').getByRole('link', { name: link, exact: true }).first().click();
  await page.locator('.cm-content').waitFor();
  await expect.poll(() => page.locator('.file-tab [aria-selected="true"]').innerText()).toContain(file);
}

/** Selects a text of the file that is open, wherever it stands. */
async function select(text: string): Promise<void> {
  await page.locator('.cm-content').click();
  await page.keyboard.press('Control+f');
  await page.locator('.cm-search input[name="search"]').pressSequentially(text);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
}

/** Puts lines below the one with a text. */
async function below(text: string, lines: string): Promise<void> {
  await select(text);
  await page.keyboard.press('End');
  await page.keyboard.insertText(`\n${lines}`);
}

async function save(): Promise<void> {
  const foot = page.locator('.files-foot');
  await expect.poll(() => foot.innerText()).toContain('No mistakes found');
  await page.keyboard.press('Control+s');
  await expect.poll(() => foot.innerText(), { timeout: 15_000 }).toMatch(/Saved \d\d:\d\d:\d\d/);
}

it('a learner does configs and secrets with the editor, and sees the page of DevCoin in a preview', async () => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 } });
  page = await context.newPage();
  onTestFailed(async () => void (await page.screenshot({ path: join(PICTURES, 'configs-failed.png') })));
  learner = new LearnerPage(page);
  await learner.join(lab.url, 'Marta');

  await page.locator('.step-pick').click();
  await page.getByRole('button', { name: 'Bring my cluster to the start of Configs' }).click();
  await page.getByRole('button', { name: 'Bring it there' }).click();
  await page.locator('.prose[data-step="devcoin-39"]').waitFor();
  await page
    .getByRole('button', { name: /^Run on/, disabled: true })
    .first()
    .waitFor();
  await page
    .getByRole('button', { name: /^Run on/, disabled: false })
    .first()
    .waitFor({ timeout: BRING_LIMIT_MS });
  for (const title of ['A config for the miner', 'A config for the proxy', 'Deploy with configs']) {
    expect(await learner.stepTitle).toBe(title);
    await finish();
    await learner.next();
  }

  await open('the configuration', 'config.yml');
  await select('hashRate: 20000');
  await page.keyboard.insertText('hashRate: 40000');
  await save();
  await finish();
  await learner.next();

  await page.locator('.guide').getByRole('link', { name: 'the page', exact: true }).first().click();
  const devcoin = page.frameLocator('.pv-frame:visible iframe');
  const coins = async () => Number((await devcoin.locator('[data-count]').innerText()).replace(/\D/g, ''));
  await devcoin.locator('[data-count]').waitFor({ timeout: 60_000 });
  const before = await coins();
  await finish();
  // A block that runs brings its terminal to the front.
  await page.locator('.desk-tabs').getByRole('button', { name: 'Preview' }).click();
  await expect.poll(coins, { timeout: 60_000 }).toBeGreaterThan(before);
  await page.screenshot({ path: join(PICTURES, 'configs-preview.png') });

  await learner.goTo('Your first secret');
  await finish();
  await learner.next();
  // The name is taken: the guide tells how to free it.
  await page.locator('.guide summary', { hasText: 'Remove the old one first' }).click();
  await finish();
  await learner.next();
  await learner.runBlocks();
  await page.locator('.answer input').fill('correct horse battery');
  await page.keyboard.press('Enter');
  await learner.allGreen();
  await learner.next();
  expect(await learner.stepTitle).toBe('A password nobody knows');
  await finish();
  await learner.next();

  await open('the end of the stack file', 'docker-compose.final.yml');
  await select('configs:\\n  miner:\\n    external');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.insertText('secrets:\n  redis:\n    external: true\n\n');
  await save();
  await learner.allGreen();
  await learner.next();

  await below('image: redis:8', '    secrets: [redis]');
  await save();
  await learner.allGreen();
  await learner.next();

  await below('devcoin/api:1.0', '    secrets: [redis]');
  await below('devcoin/miner:1.0', '    secrets: [redis]');
  await save();
  await learner.allGreen();
  await learner.next();

  await select('redis-server --appendonly yes --appendfsync always');
  await page.keyboard.insertText(
    `sh -c 'redis-server --appendonly yes --appendfsync always --requirepass "$$(cat /run/secrets/redis)"'`,
  );
  await save();
  await learner.allGreen();
  await page.screenshot({ path: join(PICTURES, 'secrets-editor.png') });
  await learner.next();

  await finish();
  expect(await learner.stepTitle).toBe('Deploy with the password');
}, 600_000);
