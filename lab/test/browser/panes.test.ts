import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BrowserLab, openFakeLab } from './browser-lab.ts';
import { LearnerPage } from './learner-page.ts';

let lab: BrowserLab;
let page: Page;
beforeAll(async () => {
  lab = await openFakeLab();
});
afterAll(() => lab?.end());

/** A condition holds within this time, or never: the machine may be busy. */
const poll = <T>(look: () => T) => expect.poll(look, { timeout: 60_000 });
const tabs = async (of: Page) => (await of.getByRole('tab').allInnerTexts()).map((text) => text.trim());
const panes = (of: Page) => of.locator('.pane-head option:checked').allInnerTexts();
const screenOf = async (of: Page, name: string) =>
  (
    await of
      .getByRole('tabpanel', { name: `Terminal of ${name}`, exact: true })
      .locator('.xterm-rows')
      .innerText()
  ).replaceAll('\u00a0', ' ');
const widthOf = async (of: Page, name: string) =>
  (await of.getByRole('tabpanel', { name: `Terminal of ${name}`, exact: true }).boundingBox())?.width ?? 0;
const divider = () => page.getByRole('separator', { name: 'Width of the terminals on the left' });
/** Of the terminals; the desk has tabs of its own. */
const nodeTabs = async (of: Page) => (await tabs(of)).filter((name) => name.startsWith('node'));

async function join(name: string): Promise<void> {
  const context = await lab.browser.newContext({ viewport: { width: 1280, height: 900 } });
  page = await context.newPage();
  await new LearnerPage(page).join(lab.lab.url, name);
}

test('a second shell, a split and a moved divider are there after a reload, and on another page its shells', async () => {
  await join('Marta');
  await page.getByRole('button', { name: 'Another shell on node1' }).click();
  await poll(() => nodeTabs(page)).toEqual(['node1', 'node1 · 2', 'node2', 'node3', 'node4', 'node5']);
  await poll(() => screenOf(page, 'node1 · 2')).toContain('$');
  await page.keyboard.type('echo "second $((40 + 2))"\n');
  await poll(() => screenOf(page, 'node1 · 2')).toContain('second 42');
  expect(await panes(page)).toEqual([]);

  await page.getByTitle('Another terminal beside it').click();
  await poll(() => panes(page)).toEqual(['node1 · 2', 'node2']);
  await poll(() => screenOf(page, 'node2')).toContain('$');
  const before = await widthOf(page, 'node1 · 2');
  expect(before).toBeCloseTo(await widthOf(page, 'node2'), -1);
  await divider().focus();
  for (let press = 0; press < 6; press++) await page.keyboard.press('ArrowRight');
  await poll(() => widthOf(page, 'node1 · 2')).toBeCloseTo(before + 96, -1);
  const after = await widthOf(page, 'node1 · 2');

  await page.reload();
  await poll(() => panes(page)).toEqual(['node1 · 2', 'node2']);
  await poll(() => screenOf(page, 'node1 · 2')).toContain('second 42');
  expect(await widthOf(page, 'node1 · 2')).toBeCloseTo(after, 0);

  const other = await page.context().newPage();
  await other.goto(page.url());
  await poll(() => nodeTabs(other)).toContain('node1 · 2');
  await other.close();
  await divider().focus();
  await page.keyboard.press('Home');
  await poll(() => widthOf(page, 'node1 · 2')).toBeCloseTo(before, -1);
});

test('keys open a shell, go from terminal to terminal and from pane to pane', async () => {
  await join('Grace');
  const focused = () => page.evaluate(() => document.activeElement?.closest('.term')?.getAttribute('aria-label'));
  await page.locator('.term:visible .xterm-screen').click();
  await page.keyboard.press('Control+Shift+Enter');
  await poll(focused).toBe('Terminal of node1 · 2');
  await page.keyboard.press('Alt+PageDown');
  await poll(focused).toBe('Terminal of node2');
  await page.keyboard.press('Alt+PageUp');
  await poll(focused).toBe('Terminal of node1 · 2');
  await page.getByTitle('Another terminal beside it').click();
  await page.getByTitle('Another terminal below it').click();
  await poll(() => panes(page)).toEqual(['node1 · 2', 'node2', 'node3']);
  await poll(focused).toBe('Terminal of node3');
  await page.keyboard.press('Control+Shift+ArrowUp');
  await poll(focused).toBe('Terminal of node2');
  await page.keyboard.press('Control+Shift+ArrowLeft');
  await poll(focused).toBe('Terminal of node1 · 2');
  // A pane takes another terminal; the two change places.
  await page.locator('.pane-head select').first().selectOption({ label: 'node3' });
  await poll(() => page.locator('.pane-head.active option:checked').innerText()).toBe('node3');
  expect(await panes(page)).toHaveLength(3);
  await page.getByRole('button', { name: 'Close the pane of node3' }).click();
  await poll(() => panes(page)).toHaveLength(2);
  await page.getByTitle('Only this terminal').click();
  await poll(() => panes(page)).toEqual([]);
});

test('a shell is closed by its tab, after a question while a program runs; one that exits goes with a note', async () => {
  await join('Barbara');
  await page.getByRole('button', { name: 'Another shell on node1' }).click();
  await poll(() => screenOf(page, 'node1 · 2')).toContain('$');
  await page.keyboard.type('sleep 600\n');
  await poll(() => screenOf(page, 'node1 · 2')).toContain('sleep 600\n');
  await page.getByRole('button', { name: 'Close node1 · 2' }).click();
  await page.getByRole('heading', { name: 'Close node1 · 2?' }).waitFor();
  await page.getByRole('button', { name: 'Keep it' }).click();
  expect(await nodeTabs(page)).toContain('node1 · 2');
  await page.getByRole('button', { name: 'Close node1 · 2' }).click();
  await page.getByRole('button', { name: 'Close it' }).click();
  await poll(() => nodeTabs(page)).not.toContain('node1 · 2');

  await page.getByRole('button', { name: 'Another shell on node1' }).click();
  await poll(() => screenOf(page, 'node1 · 2')).toContain('$');
  await page.keyboard.type('exit\n');
  await poll(() => nodeTabs(page)).not.toContain('node1 · 2');
  await page.getByText('The shell node1 · 2 ended, and its tab was closed.').first().waitFor();
  expect(await page.getByRole('tab', { name: 'node1', exact: true }).getAttribute('aria-selected')).toBe('true');
});

test('a phone shows one terminal, and nothing is wider than it', async () => {
  await join('Tony');
  await page.getByTitle('Another terminal beside it').click();
  await poll(() => panes(page)).toHaveLength(2);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole('link', { name: 'Terminal' }).click();
  await poll(() => panes(page)).toEqual([]);
  await poll(() => page.locator('.term:visible').count()).toBe(1);
  await page.getByRole('button', { name: /^Another shell on/ }).click();
  await poll(() => nodeTabs(page)).toContain('node2 · 2');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await page.setViewportSize({ width: 1280, height: 900 });
  await poll(() => panes(page)).toHaveLength(2);
});
