import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../server/wiring.ts';
import { type BrowserLab, openRealLab, PICTURES } from './browser-lab.ts';
import { complaintsOf } from './complaints.ts';
import { LearnerPage } from './learner-page.ts';

let opened: BrowserLab;
let lab: Lab;
let browser: Browser;
beforeAll(async () => {
  opened = await openRealLab();
  ({ lab, browser } = opened);
});
afterAll(async () => {
  await opened?.end();
});

describe.each(['light', 'dark'] as const)('a learner in a %s browser', (colorScheme) => {
  it('does the module Enter Swarm by clicking and typing, and sees checks and map change', async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme });
    const page = await context.newPage();
    const complaints = complaintsOf(page);
    const learner = new LearnerPage(page);
    await learner.join(lab.url, `Marta in ${colorScheme}`);
    expect(await page.locator('.rail').allInnerTexts()).toEqual(['Not in a swarm']);

    // The first step by typing, as one does without the buttons.
    await learner.goTo('Make the first manager');
    expect(await learner.redChecks()).toBeGreaterThan(0);
    await learner.typeLine('docker swarm init --advertise-addr $(hostname -i)');
    await learner.allGreen();
    await expect.poll(() => page.locator('[data-node="node1"] .crown').count()).toBe(1);

    // The other steps by clicking.
    for (let step = 12; step <= 15; step++) {
      await learner.next();
      await expect.poll(() => page.locator('.guide-checks .check').count()).toBeGreaterThan(0);
      await learner.openSolutions();
      await learner.runBlocks();
      await learner.answerQuestions();
      await learner.allGreen();
    }
    await expect.poll(() => page.locator('.quorum').innerText()).toBe('Quorum');
    expect(await page.locator('.rail').allInnerTexts()).toEqual([
      expect.stringContaining('3 of 3 vote, one may fail'),
      'Workers',
    ]);
    const surface = await page.locator('.guide').evaluate((guide) => getComputedStyle(guide).backgroundColor);
    expect(surface).toBe(colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(19, 23, 29)');
    await page.screenshot({ path: join(PICTURES, `module-${colorScheme}.png`) });
    expect(complaints).toEqual([]);
    await page.request.delete(`${lab.url}/api/seat`);
    await context.close();
  });
});
