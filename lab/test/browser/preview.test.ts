import { join } from 'node:path';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Lab } from '../../server/wiring.ts';
import { type BrowserLab, openFakeLab, PICTURES } from './browser-lab.ts';
import { LearnerPage } from './learner-page.ts';

let opened: BrowserLab;
let lab: Lab;
let browser: Browser;
let page: Page;
let learner: LearnerPage;
beforeAll(async () => {
  opened = await openFakeLab();
  ({ lab, browser } = opened);
});
afterAll(async () => {
  await opened?.end();
});
beforeEach(async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  page = await context.newPage();
  learner = new LearnerPage(page);
});
afterEach(async () => {
  await page.request.delete('/api/seat').catch(() => undefined);
  await page.context().close();
});

/** The frame of the preview that is shown. */
const shown = (): FrameLocator => page.frameLocator('.pv-frame:visible iframe');
const desk = (word: string) => page.locator('.desk-tabs').getByRole('button', { name: word }).click();

async function publish(port: number): Promise<void> {
  await desk('Terminals');
  await learner.typeLine(`docker service create --detach --name web --publish ${port}:80 alpine:3.22 sleep 600`);
}

async function ask(port: number): Promise<void> {
  await page.getByLabel('Port', { exact: true }).fill(String(port));
  await page.keyboard.press('Enter');
}

describe('the preview', () => {
  it('explains a dead port, and comes alive with it', async () => {
    await learner.join(lab.url, 'Marta');
    await learner.typeLine('docker swarm init --advertise-addr $(hostname -i)');
    await desk('Preview');
    await page.getByText('No service publishes a port yet').waitFor();
    await ask(8080);
    await shown().getByRole('heading', { name: 'Nothing listens on port 8080 of node1' }).waitFor();
    await page.locator('.pv-tabs .tab .lucide-triangle-alert').waitFor();
    await publish(8080);
    await desk('Preview');
    await shown().getByRole('heading', { name: 'web simulated' }).waitFor();
    await page.locator('.pv-tabs .tab .lucide-globe').waitFor();
    await page.screenshot({ path: join(PICTURES, 'preview.png') });

    // A node that goes off is told from a port that nobody listens on.
    await page.getByRole('button', { name: 'Stop node1' }).click();
    await page.getByRole('button', { name: 'Reload' }).click();
    await shown().getByRole('heading', { name: 'node1 does not answer' }).waitFor();
    await page.getByTitle('Start node1').click();
    await shown().getByRole('heading', { name: 'web simulated' }).waitFor();
  });

  it('opens from the map, has an origin of its own, and cannot touch the lab', async () => {
    await learner.join(lab.url, 'Ada');
    await learner.typeLine('docker swarm init --advertise-addr $(hostname -i)');
    await publish(8081);
    await page.getByRole('button', { name: 'Show port 8081 of node1 (web, a task is here)' }).click();
    await shown().getByRole('heading', { name: 'web simulated' }).waitFor();
    const frame = page.frames().find((one) => one.url().includes('--'));
    if (!frame) throw new Error(`no preview among ${page.frames().map((one) => one.url())}`);
    const { host } = new URL(frame.url());
    expect(host).toMatch(/^node1-8081--[a-z0-9]{26}\.localhost:\d+$/);
    const touch = await frame.evaluate(() => {
      try {
        return String(parent.document.title);
      } catch (error) {
        return (error as Error).name;
      }
    });
    expect(touch).toBe('SecurityError');
    expect(await frame.evaluate(() => document.cookie)).toBe('');
    // Scripts of the app cannot speak for the seat either.
    const asked = frame.evaluate((url) => fetch(`${url}/api/seat`, { credentials: 'include' }), lab.url);
    await expect(asked).rejects.toThrow('Failed to fetch');

    await page.getByRole('button', { name: 'Close node1:8081' }).click();
    await page.getByText('Ports that services publish now').waitFor();
  });

  it('takes the second port where names lead nowhere', async () => {
    const url = lab.url.replace('localhost', '127.0.0.1');
    // A browser that finds no names below localhost.
    await page.route(/preview-probe/, (route) => route.abort('namenotresolved'));
    await learner.join(url, 'Ines');
    await learner.typeLine('docker swarm init --advertise-addr $(hostname -i)');
    await publish(8082);
    await desk('Preview');
    await ask(8082);
    await shown().getByRole('heading', { name: 'web simulated' }).waitFor();
    await page.getByRole('button', { name: 'Another port' }).click();
    await ask(9000);
    await shown().getByRole('heading', { name: 'Nothing listens on port 9000 of node1' }).waitFor();
    expect(await page.locator('.pv-frame iframe').count()).toBe(1);
    expect(await page.getByRole('tab').allInnerTexts()).toEqual(['node1:8082', 'node1:9000']);
    // The page of a dead port leads to another, and the address bar goes along.
    await shown().getByRole('link', { name: 'web: node1:8082' }).click();
    await shown().getByRole('heading', { name: 'web simulated' }).waitFor();
    expect(await page.getByLabel('Port', { exact: true }).inputValue()).toBe('8082');
    await page.getByRole('tab', { name: 'node1:8082' }).first().click();
    await shown().getByRole('heading', { name: 'web simulated' }).waitFor();
    const [frame] = page.frames().slice(-1);
    expect(new URL(frame?.url() ?? '').origin).toBe(`http://127.0.0.1:${lab.previewPort}`);
  });
});
