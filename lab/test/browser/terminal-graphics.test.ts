import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type InsecureLab, openInsecureLab } from './insecure-lab.ts';

let lab: InsecureLab;

beforeAll(async () => {
  // WebGL by a program: a machine that runs tests has no card.
  lab = await openInsecureLab(['--enable-unsafe-swiftshader', '--use-angle=swiftshader', '--ignore-gpu-blocklist']);
});
afterAll(() => lab?.end());

/** Makes the page take WebGL by a program for a card, and counts what it takes. */
function pretendCard(): void {
  const contexts = new Set<WebGL2RenderingContext>();
  Object.assign(window, { contexts });
  const { getContext } = HTMLCanvasElement.prototype;
  HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string, options?: object) {
    const context = Reflect.apply(getContext, this, [kind, { ...options, failIfMajorPerformanceCaveat: false }]);
    if (context instanceof WebGL2RenderingContext) contexts.add(context);
    return context;
  } as typeof getContext;
  const { getParameter } = WebGL2RenderingContext.prototype;
  const UNMASKED_RENDERER = 0x9246;
  WebGL2RenderingContext.prototype.getParameter = function (name) {
    return name === UNMASKED_RENDERER ? 'A card' : Reflect.apply(getParameter, this, [name]);
  };
}

type CountingWindow = Window & { contexts: Set<WebGL2RenderingContext> };
const inUse = (page: Page) =>
  page.evaluate(() => [...(window as unknown as CountingWindow).contexts].filter((it) => !it.isContextLost()).length);
const poll = <T>(look: () => T) => expect.poll(look, { timeout: 60_000 });

test('many terminals share a few places at the graphics card; one that loses it draws on without', async () => {
  const page = await lab.newPage();
  await page.addInitScript(pretendCard);
  await page.goto(lab.secureUrl);
  await page.getByLabel('Your name').fill('Marta');
  await page.getByRole('button', { name: 'Take a seat' }).click();
  await page.waitForURL('**/learn');
  const shown = page.locator('.term:visible');
  await shown.locator('canvas').first().waitFor();
  expect(await inUse(page)).toBe(1);

  for (const node of ['node2', 'node3', 'node4', 'node5', 'node1']) {
    await page.getByRole('tab', { name: node, exact: true }).click();
    await shown.locator('canvas').first().waitFor();
  }
  expect(await inUse(page)).toBe(5);
  for (let more = 1; more <= 5; more++) {
    const before = await page.locator('.term').count();
    await page.getByRole('button', { name: /^Another shell/ }).click();
    await poll(() => page.locator('.term').count()).toBe(before + 1);
    await shown.locator('canvas').first().waitFor();
  }
  await poll(() => inUse(page)).toBe(8);

  // One that lost its place has it again when it is shown.
  await page.getByRole('tab', { name: 'node2', exact: true }).click();
  await shown.locator('canvas').first().waitFor();
  await poll(() => inUse(page)).toBe(8);

  await page.evaluate(() => {
    for (const context of (window as unknown as CountingWindow).contexts)
      context.getExtension('WEBGL_lose_context')?.loseContext();
  });
  await poll(() => shown.locator('.xterm-rows').allInnerTexts()).toContainEqual(expect.stringContaining('node2'));
});
