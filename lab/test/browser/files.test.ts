import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../server/wiring.ts';
import { type BrowserLab, openFakeLab, PICTURES } from './browser-lab.ts';
import { complaintsOf } from './complaints.ts';
import { LearnerPage } from './learner-page.ts';

const STACK = 'docker-compose.final.yml';

let opened: BrowserLab;
let lab: Lab;
let browser: Browser;
beforeAll(async () => {
  opened = await openFakeLab();
  ({ lab, browser } = opened);
});
afterAll(async () => {
  await opened?.end();
});

/** A learner at the files of node1; what the page complains of is noted. */
async function atFiles(name: string, width = 1280) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
  const page = await context.newPage();
  const complaints = complaintsOf(page);
  const learner = new LearnerPage(page);
  await learner.join(lab.url, name);
  await page.setViewportSize({ width, height: 860 });
  await page.keyboard.press('Alt+2');
  await page.getByRole('treeitem', { name: STACK }).waitFor();
  return { context, page, learner, complaints };
}
const foot = (page: Page) => page.locator('.files-foot').innerText();
const editorText = (page: Page) => page.locator('.cm-content').innerText();
/** Puts the cursor at the end of a line. */
async function endOfLine(page: Page, line: number): Promise<void> {
  await page
    .locator('.cm-line')
    .nth(line - 1)
    .click();
  await page.keyboard.press('End');
}

describe('the editor', () => {
  it('shows a mistake as one types, saves, and the node has the new text', async () => {
    const { context, page, learner, complaints } = await atFiles('Marta writes');
    await page.getByRole('treeitem', { name: STACK }).click();
    await expect.poll(() => foot(page)).toContain('No mistakes found');
    await endOfLine(page, 5);
    await page.keyboard.type('\nservises:');
    await expect.poll(() => foot(page)).toMatch(/Line 6[\s\S]*Compose knows no servises[\s\S]*Did you mean services\?/);
    await expect.poll(() => page.locator('.cm-lint-marker-error').count()).toBe(1);
    expect(await foot(page)).toContain('Not saved');
    await page.screenshot({ path: join(PICTURES, 'files-mistake.png') });
    for (let at = 0; at < 'servises:'.length; at++) await page.keyboard.press('Backspace');
    await page.keyboard.type('# written by hand');
    await expect.poll(() => foot(page)).toContain('No mistakes found');
    await page.keyboard.press('Control+s');
    await expect.poll(() => foot(page)).toMatch(/Saved \d\d:\d\d:\d\d/);

    await page.keyboard.press('Alt+1');
    await learner.typeLine(`grep -n "by hand" devcoin/${STACK}`);
    await learner.terminalShows('6:# written by hand');
    // A command changes the file: the editor follows it.
    await learner.typeLine('echo "# by a command" > devcoin/followed.yml');
    await learner.typeLine(`cp devcoin/followed.yml devcoin/${STACK}`);
    await page.keyboard.press('Alt+2');
    await expect.poll(() => editorText(page), { timeout: 15_000 }).toContain('# by a command');
    await page.getByRole('treeitem', { name: 'followed.yml' }).waitFor();

    // The difference to the given text, and back.
    await page.getByRole('button', { name: 'Compare with the given file' }).click();
    await expect.poll(() => page.locator('.cm-deletedChunk').count()).toBeGreaterThan(0);
    await page.screenshot({ path: join(PICTURES, 'files-compared.png') });
    await page.getByRole('button', { name: 'Take back all' }).click();
    await page.getByRole('button', { name: 'Done' }).click();
    await expect.poll(() => editorText(page)).toContain('services:');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => foot(page)).toMatch(/Saved/);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('keeps both texts when a command changed the file that one edits', async () => {
    const { context, page, learner } = await atFiles('Marta and a command');
    await page.keyboard.press('Alt+1');
    await learner.typeLine('echo "a: 1" > devcoin/mine.yml');
    await page.keyboard.press('Alt+2');
    await page.getByRole('treeitem', { name: 'mine.yml' }).click();
    await expect.poll(() => editorText(page)).toContain('a: 1');
    await endOfLine(page, 1);
    await page.keyboard.type('23');
    await page.keyboard.press('Alt+1');
    await learner.typeLine('echo "a: 9" > devcoin/mine.yml');
    await page.keyboard.press('Alt+2');
    await page.getByText('mine.yml was changed on node1.').waitFor({ timeout: 15_000 });
    expect(await editorText(page)).toContain('a: 123');
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    await expect.poll(() => page.locator('.cm-deletedChunk').innerText()).toContain('a: 9');
    await page.getByRole('button', { name: 'Save mine' }).click();
    await expect.poll(() => foot(page)).toMatch(/Saved/);
    await page.keyboard.press('Alt+1');
    await learner.typeLine('cat devcoin/mine.yml');
    await learner.terminalShows('a: 123');
    await context.close();
  });

  it('brings files to a node and takes them away, and asks before edits go', async () => {
    const { context, page, learner } = await atFiles('Marta carries');
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Bring files to ~/devcoin' }).click();
    const brought = ['one.txt', 'two words.json'].map((name) => ({
      name,
      mimeType: 'text/plain',
      buffer: Buffer.from('{'),
    }));
    await (await chooser).setFiles(brought);
    await page.getByRole('treeitem', { name: 'two words.json' }).click();
    await expect.poll(() => foot(page)).toContain('This is no JSON');
    await page.keyboard.press('Alt+1');
    await learner.typeLine('cat devcoin/one.txt; ls devcoin');
    await learner.terminalShows('two words.json');
    await page.keyboard.press('Alt+2');

    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download', exact: true }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe('two words.json');
    expect(await readFile(await file.path(), 'utf8')).toBe('{');
    const folder = page.waitForEvent('download');
    await page.getByRole('treeitem', { name: 'proxy' }).hover();
    await page.getByRole('button', { name: 'What to do with proxy' }).click();
    await page.getByRole('menuitem', { name: 'Download as .tar' }).click();
    expect((await folder).suggestedFilename()).toBe('proxy.tar');

    await endOfLine(page, 1);
    await page.keyboard.type('}');
    await page.getByRole('button', { name: 'Close two words.json' }).click();
    await page
      .getByRole('alertdialog', { name: 'Close two words.json?' })
      .getByRole('button', { name: 'Keep it open' })
      .click();
    expect(await editorText(page)).toContain('}');
    await context.close();
  });

  it('works on the page of a phone: the folders, then the file', async () => {
    const { context, page } = await atFiles('Marta on a phone', 390);
    await page.getByRole('treeitem', { name: STACK }).click();
    await expect.poll(() => editorText(page)).toContain('services:');
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBe(390);
    await page.screenshot({ path: join(PICTURES, 'files-phone.png') });
    await page.getByRole('button', { name: 'Show the folders' }).click();
    await page.getByRole('treeitem', { name: 'apps' }).click();
    await page.getByRole('treeitem', { name: 'miner' }).waitFor();
    await context.close();
  });
});
