import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildUi } from '../../cli/ui-build.ts';
import { launchBrowser } from '../client/browser.ts';
import { type FakeLab, startFakeLab } from '../journey/fake-lab.ts';
import { writeGallery } from '../journey/gallery.ts';
import { PICTURES } from './browser-lab.ts';
import { LearnerPage } from './learner-page.ts';

/** What live pictures are drawn from. */
const COMMANDS = [
  'docker swarm init --advertise-addr $(hostname -i)',
  'docker network create --driver overlay devcoin_overlay_private',
  'docker service create --name web --replicas 3 --publish 8080:80 --network devcoin_overlay_private alpine:3.21 sleep 1d',
  'docker service update --detach --image alpine:3.22 web',
];
const SCHEMES = ['light', 'dark'] as const;
const WIDTHS = [390, 1280] as const;

let lab: FakeLab;
let browser: Browser;
let courses: string;
beforeAll(async () => {
  mkdirSync(PICTURES, { recursive: true });
  await buildUi();
  courses = mkdtempSync(join(tmpdir(), 'lab-gallery-'));
  writeGallery(courses);
  lab = await startFakeLab({ courses });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await lab?.end();
  rmSync(courses, { recursive: true, force: true });
});

describe.each(SCHEMES)('every picture in a %s browser', (colorScheme) => {
  it('fits its column on a phone and on a desk, with text of 11 px and more, before and after there is a swarm', async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme });
    const page = await context.newPage();
    const learner = new LearnerPage(page);
    await learner.join(lab.url, `Vera in ${colorScheme}`);
    await look(page, `empty-${colorScheme}`);
    for (const command of COMMANDS) {
      await learner.typeLine(command);
      await learner.terminalShows(`$ ${command.slice(0, 40)}`);
    }
    await page.locator('.live-says', { hasText: '3 run 3.22' }).waitFor();
    await page.locator('.live-try button').nth(4).click();
    expect(await page.locator('.live-try > p').innerText()).toBe('5 managers: 3 must agree. 2 may fail.');
    expect(await page.locator('.zone .live-task').count()).toBe(3);
    await page.getByLabel('Node to ask').selectOption('node2');
    await page.locator('.live-says', { hasText: 'node2 is off or not in the swarm' }).waitFor();
    await look(page, colorScheme);
    await page.request.delete(`${lab.url}/api/seat`);
    await context.close();
  });
});

async function look(page: Page, name: string): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    expect(await page.locator('.guide figure.picture').count()).toBeGreaterThan(15);
    expect(await misfits(page)).toEqual([]);
    await page.setViewportSize({ width, height: 12_000 });
    await page.locator('.guide').screenshot({ path: join(PICTURES, `pictures-${name}-${width}.png`) });
    await page.setViewportSize({ width, height: 900 });
  }
  await page.setViewportSize({ width: 1280, height: 900 });
}

/** Everything in pictures that leaves its column, is too small to read, or lies over another text. */
function misfits(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    for (const figure of document.querySelectorAll<HTMLElement>('.guide figure.picture')) {
      const name = figure.ariaLabel ?? figure.querySelector('[aria-label]')?.ariaLabel ?? '';
      if (figure.scrollWidth > figure.clientWidth) found.push(`${name}: is wider than its column`);
      const column = figure.getBoundingClientRect();
      for (const part of figure.querySelectorAll('*')) {
        const { left, right, width } = part.getBoundingClientRect();
        const isOut = width > 0 && (left < column.left - 1 || right > column.right + 1);
        if (isOut && !part.closest('.sr, marker')) found.push(`${name}: ${part.tagName} ${part.textContent} leaves it`);
      }
      for (const svg of figure.querySelectorAll<SVGSVGElement>(':scope > svg')) {
        const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
        const boxes = [...svg.querySelectorAll('text')].map((text) => ({
          words: text.textContent,
          box: text.getBoundingClientRect(),
          px: Number.parseFloat(getComputedStyle(text).fontSize) * scale,
        }));
        for (const [i, { words, box, px }] of boxes.entries()) {
          if (px < 11) found.push(`${name}: "${words}" has ${px.toFixed(1)} px`);
          for (const other of boxes.slice(i + 1)) {
            const isOver =
              box.left < other.box.right - 1 &&
              other.box.left < box.right - 1 &&
              box.top < other.box.bottom - 4 &&
              other.box.top < box.bottom - 4;
            if (isOver) found.push(`${name}: "${words}" lies over "${other.words}"`);
          }
        }
      }
      for (const text of figure.querySelectorAll<HTMLElement>('.live-in *')) {
        const px = Number.parseFloat(getComputedStyle(text).fontSize);
        if (text.childElementCount === 0 && text.textContent && px < 11) found.push(`${name}: ${px} px`);
      }
    }
    return found;
  });
}
