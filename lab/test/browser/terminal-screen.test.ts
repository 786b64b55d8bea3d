import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { PICTURES } from './browser-lab.ts';
import { type InsecureLab, openInsecureLab } from './insecure-lab.ts';
import { LearnerPage } from './learner-page.ts';

let lab: InsecureLab;

beforeAll(async () => {
  lab = await openInsecureLab();
});
afterAll(() => lab?.end());

/** A learner at a terminal. */
async function sitDown(url: string, options: Parameters<InsecureLab['newPage']>[0] = {}): Promise<Page> {
  const page = await lab.newPage(options);
  onTestFinished(() => page.context().close());
  await new LearnerPage(page).join(url, 'Marta');
  return page;
}

const poll = <T>(look: () => T) => expect.poll(look, { timeout: 60_000 });
const term = (page: Page): Locator => page.locator('.term:visible').first();
const foot = (page: Page): Promise<string> => term(page).locator('.term-foot').innerText();
const rows = (page: Page): Locator => term(page).locator('.xterm-rows > div');
const lines = async (page: Page): Promise<string[]> =>
  (await rows(page).allInnerTexts()).map((line) => line.replaceAll('\u00a0', ' ').trimEnd());
const shows = (page: Page, wanted: string | RegExp) => poll(async () => (await lines(page)).join('\n')).toMatch(wanted);

async function typeLine(page: Page, line: string): Promise<void> {
  await term(page).locator('.xterm-screen').click();
  await page.keyboard.type(line);
  await page.keyboard.press('Enter');
}

/** A place of the window within the first line that is exactly this, so many signs from its beginning. */
async function placeOf(page: Page, line: string, sign = 3): Promise<[number, number]> {
  await poll(() => lines(page)).toContain(line);
  const row = rows(page).nth((await lines(page)).indexOf(line));
  const box = (await row.boundingBox()) ?? expect.fail(`${line} is not to be seen`);
  const [, cols = '80'] = /(\d+) × \d+/.exec(await foot(page)) ?? [];
  return [box.x + ((sign + 0.5) * box.width) / Number(cols), box.y + box.height / 2];
}

describe('search in a terminal', () => {
  test('finds forwards and backwards, counts, heeds case when asked, and gives the focus back', async () => {
    const page = await sitDown(lab.insecureUrl);
    await typeLine(page, 'clear; printf "Alpha\\nbeta\\nalpha\\nALPHA\\n"');
    await shows(page, /^ALPHA$/m);
    await page.keyboard.press('Control+Shift+F');
    const find = page.getByRole('search').last();
    const found = find.locator('output');
    await page.keyboard.type('alpha');
    await poll(() => found.innerText()).toMatch(/^\d of 3$/);
    await poll(() => page.locator('.xterm-decoration').count()).toBeGreaterThanOrEqual(3);
    await page.screenshot({ path: `${PICTURES}/terminal-search.png` });
    const first = await found.innerText();
    await page.keyboard.press('Enter');
    await poll(() => found.innerText()).not.toBe(first);
    await page.keyboard.press('Shift+Enter');
    await poll(() => found.innerText()).toBe(first);
    await find.getByRole('button', { name: 'Match case' }).click();
    await poll(() => found.innerText()).toMatch(/of 1$/);
    await find.getByRole('textbox').fill('nowhere to be found');
    await poll(() => found.innerText()).toBe('No matches');
    await find.getByRole('textbox').press('Escape');
    await find.waitFor({ state: 'detached' });
    await page.keyboard.type('echo back-$((40+2))\n');
    await shows(page, /^back-42$/m);
  });

  test('begins with what is in sight, and goes on above', async () => {
    const page = await sitDown(lab.insecureUrl);
    await typeLine(page, 'clear; echo needle; seq 1 100; echo needle');
    await shows(page, /^100\nneedle$/m);
    await page.keyboard.press('Control+Shift+F');
    await page.keyboard.type('needle');
    const found = page.locator('.term-found');
    await poll(() => found.innerText()).toBe('2 of 2');
    await shows(page, /^100\nneedle$/m);
    await page.keyboard.press('Enter');
    await poll(() => found.innerText()).toBe('1 of 2');
    await shows(page, /^needle\n1$/m);
  });
});

describe('links', () => {
  test('of a port of a node open the preview, and say so before', async () => {
    const page = await sitDown(lab.insecureUrl);
    await typeLine(page, 'clear; echo http://node2:8080/coins');
    await page.mouse.move(...(await placeOf(page, 'http://node2:8080/coins')));
    await page.getByRole('tooltip').filter({ hasText: 'port 8080 of node2 in the preview' }).waitFor();
    await page.screenshot({ path: `${PICTURES}/terminal-link.png` });
    await page.mouse.down();
    await page.mouse.up();
    await page.getByRole('tab', { name: 'node2:8080' }).waitFor();
  });

  test('that programs give a text of their own say where they lead', async () => {
    const page = await sitDown(lab.insecureUrl);
    await typeLine(page, "clear; printf '\\033]8;;https://docs.docker.com/\\033\\\\the manual\\033]8;;\\033\\\\\\n'");
    await page.context().route('https://docs.docker.com/**', (route) => route.fulfill({ body: 'the manual' }));
    await page.mouse.move(...(await placeOf(page, 'the manual')));
    await page.getByRole('tooltip').filter({ hasText: 'Opens docs.docker.com in a new tab.' }).waitFor();
    const opened = page.context().waitForEvent('page');
    await page.mouse.down();
    await page.mouse.up();
    await (await opened).waitForURL('https://docs.docker.com/');
  });

  test('of the machine itself mean the node that printed them, with and without http in front', async () => {
    const page = await sitDown(lab.insecureUrl);
    for (const [text, sign, tab] of [
      ['listening on localhost:3000', 16, 'node1:3000'],
      ['0.0.0.0:8081->80/tcp', 3, 'node1:8081'],
      ['漢字 http://127.0.0.1:9000/', 8, 'node1:9000'],
    ] as const) {
      await page.keyboard.press('Alt+1');
      await typeLine(page, `clear; echo "${text}"`);
      await page.mouse.click(...(await placeOf(page, text, sign)));
      await page.getByRole('tab', { name: tab }).waitFor();
    }
  });
});

describe('the clipboard', () => {
  test('takes and gives by keys on an origin that browsers do not trust', async () => {
    const page = await sitDown(lab.insecureUrl);
    expect(await page.evaluate(() => window.isSecureContext)).toBe(false);
    await typeLine(page, 'clear; echo copyme');
    await page.mouse.dblclick(...(await placeOf(page, 'copyme')));
    await page.keyboard.press('Control+Insert');
    await poll(() => foot(page)).toContain('Copied.');
    await page.keyboard.type('echo by-');
    await page.keyboard.press('Shift+Insert');
    await shows(page, /echo by-copyme/);
  });

  test('takes what is selected at once when that is set', async () => {
    const page = await sitDown(lab.insecureUrl);
    await page.getByRole('button', { name: 'Terminal settings' }).click();
    await page.getByRole('checkbox', { name: 'Copy what is selected' }).check();
    await page.keyboard.press('Escape');
    await typeLine(page, 'clear; echo selected-word');
    await page.mouse.dblclick(...(await placeOf(page, 'selected-word')));
    await poll(() => foot(page)).toContain('Copied.');
    await page.keyboard.type('echo again-');
    await page.keyboard.press('Control+Shift+V');
    await shows(page, /again-selected-word/);
  });

  test('is pasted into by a right click where the page may look at it', async () => {
    const page = await sitDown(lab.secureUrl, { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.evaluate(() => navigator.clipboard.writeText('echo right-$((1+1))\n'));
    await term(page).locator('.xterm-screen').click({ button: 'right' });
    await shows(page, /echo right-/);
    // The end of line was left out: nothing has run yet.
    expect((await lines(page)).join('\n')).not.toMatch(/^right-2$/m);
    await page.keyboard.press('Enter');
    await shows(page, /^right-2$/m);
  });

  test('is set by a program, and never read', async () => {
    const page = await sitDown(lab.secureUrl, { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.evaluate(() => navigator.clipboard.writeText('before'));
    const read = () => page.evaluate(() => navigator.clipboard.readText());
    const base64 = Buffer.from('from the node').toString('base64');
    await typeLine(page, `printf '\\033]52;c;?\\a'; printf '\\033]52;c;${base64}\\a'`);
    await poll(() => foot(page)).toContain('node1 copied 13 characters.');
    expect(await read()).toBe('from the node');
    expect((await lines(page)).join('\n')).not.toContain('before');
  });

  test('is set by a program after a click where nobody types in the terminal', async () => {
    const page = await sitDown(lab.insecureUrl);
    const base64 = Buffer.from('on a click').toString('base64');
    await term(page).locator('.xterm-screen').click();
    await page.keyboard.type(`sleep 1; printf '\\033]52;c;${base64}\\a'`);
    await page.keyboard.press('Enter');
    await page.keyboard.press('F6');
    await page.getByText('node1 wants to copy 10 characters.').waitFor();
    await page.screenshot({ path: `${PICTURES}/terminal-copy-offer.png` });
    await page.getByRole('button', { name: 'Copy', exact: true }).last().click();
    await page.keyboard.type('echo ');
    await page.keyboard.press('Control+V');
    await shows(page, /echo on a click/);
  });
});

describe('what a program asks for', () => {
  test('a bell is seen, and marks the tab of a terminal that is not shown', async () => {
    const page = await sitDown(lab.insecureUrl);
    await page.evaluate(() => {
      const seen = new MutationObserver(() => {
        if (document.querySelector('.screen.rung')) document.body.dataset.rung = 'yes';
      });
      seen.observe(document.body, { subtree: true, attributeFilter: ['class'] });
    });
    await typeLine(page, "printf '\\a'");
    await poll(() => page.evaluate(() => document.body.dataset.rung)).toBe('yes');
    await typeLine(page, "sleep 1; printf '\\a'");
    await page.getByRole('tab', { name: 'node2' }).click();
    await page.getByRole('tab', { name: /node1.*rang/ }).waitFor();
  });

  test('its title is shown', async () => {
    const page = await sitDown(lab.insecureUrl);
    await typeLine(page, "printf '\\033]2;editing stack.yml\\a'");
    await poll(() =>
      page
        .getByRole('tab', { name: /^node1/ })
        .first()
        .getAttribute('title'),
    ).toContain('stack.yml');
  });

  test('emoji, marks and wide letters have the same widths here and on the server', async () => {
    const page = await sitDown(lab.insecureUrl);
    // The cursor stays behind them: the prompt follows on the same line.
    await typeLine(page, "clear; printf '👨‍👩‍👧‍👦 🇩🇪 👍🏽 ❤️ e\u0301 漢字 한글 नमस्ते '");
    await shows(page, /漢字.*node1 ~ \$/);
    const look = async () => {
      const { x = 0, y = 0 } = (await term(page).locator('.xterm-cursor').boundingBox()) ?? {};
      return { cursor: [Math.round(x), Math.round(y)], lines: await lines(page) };
    };
    await term(page).locator('.xterm-screen').click();
    const before = await look();
    await page.reload();
    await shows(page, /漢字.*node1 ~ \$/);
    await term(page).locator('.xterm-screen').click();
    await poll(look).toEqual(before);
  });
});

describe('settings', () => {
  test('hold for all terminals at once, and on the next visit', async () => {
    const page = await sitDown(lab.insecureUrl);
    const size = async () => /\d+ × \d+/.exec(await foot(page))?.[0];
    const usual = await size();
    await page.getByRole('button', { name: 'Terminal settings' }).click();
    await page.screenshot({ path: `${PICTURES}/terminal-settings.png` });
    await page.getByRole('button', { name: 'Larger letters' }).click();
    await page.getByLabel('Blinking cursor').check();
    await page.keyboard.press('Escape');
    await poll(size).not.toBe(usual);
    const larger = await size();
    await page.getByRole('tab', { name: 'node2' }).click();
    await poll(size).toBe(larger);
    await term(page).locator('.xterm-cursor-blink').waitFor();
    await page.reload();
    await poll(size).toBe(larger);
    await term(page).locator('.xterm-screen').click();
    await term(page).locator('.xterm-cursor-blink').waitFor();
  });

  test('make a screen reader hear the output', async () => {
    const page = await sitDown(lab.insecureUrl);
    await page.getByRole('button', { name: 'Terminal settings' }).click();
    await page.getByLabel('Screen reader').check();
    await page.keyboard.press('Escape');
    await typeLine(page, 'clear; echo "heard $((40+2))"');
    const heard = term(page).locator('.xterm-accessibility');
    await poll(() => heard.getByRole('listitem').allInnerTexts()).toContainEqual(expect.stringMatching(/^heard 42/));
    await poll(() => heard.locator('[aria-live=assertive]').innerText()).toContain('heard 42');
    expect(
      await term(page)
        .getByRole('textbox', { name: /^Terminal of node1/ })
        .count(),
    ).toBe(1);
    await page.keyboard.press('F6');
    await poll(() => page.evaluate(() => document.activeElement?.closest('.term') === null)).toBe(true);
  });
});

describe('on a phone', () => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

  test('keys, a long press to select, and a field to paste into', async () => {
    const page = await lab.newPage(phone);
    onTestFinished(() => page.context().close());
    await page.goto(lab.insecureUrl);
    await page.getByLabel('Your name').fill('Marta');
    await page.getByRole('button', { name: 'Take a seat' }).tap();
    await page.waitForURL('**/learn');
    await page.getByRole('link', { name: 'Terminal' }).tap();
    await shows(page, /node1 ~ \$/);
    await term(page).locator('.xterm-screen').tap();
    await page.keyboard.type('echo ab');
    await page.getByRole('button', { name: 'Arrow left' }).tap();
    await page.keyboard.type('x');
    await shows(page, /echo axb/);
    await page.getByRole('button', { name: 'Control C' }).tap();
    await page.keyboard.type('clear; echo "touched here"\n');
    await poll(() => lines(page)).toContain('touched here');

    const row = rows(page).nth((await lines(page)).indexOf('touched here'));
    const { x = 0, y = 0, height = 0 } = (await row.boundingBox()) ?? {};
    const client = await page.context().newCDPSession(page);
    const at = [{ x: x + 10, y: y + height / 2 }];
    await client.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at });
    await poll(() => term(page).locator('.xterm-selection > div').count()).toBeGreaterThan(0);
    await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await page.screenshot({ path: `${PICTURES}/terminal-phone.png` });
    await page.getByRole('button', { name: 'Copy what is selected' }).tap();
    await page.getByText('Copied.').waitFor();
    await page.getByRole('button', { name: 'Paste' }).tap();
    const field = page.getByLabel('Text to paste');
    await field.press('Control+V');
    await poll(() => field.inputValue()).toBe('touched');
    await field.fill('seq 1 200');
    await page.getByRole('dialog').getByRole('button', { name: 'Paste' }).tap();
    await shows(page, /\$ seq 1 200/);
    await page.keyboard.press('Enter');
    await poll(() => lines(page)).toContain('200');

    // A finger that moves scrolls, and selects nothing.
    const screen = (await term(page).locator('.xterm-screen').boundingBox()) ?? expect.fail();
    const finger = (dy: number) => [{ x: screen.x + 100, y: screen.y + 60 + dy }];
    await client.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: finger(0) });
    for (let dy = 20; dy <= 300; dy += 20)
      await client.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: finger(dy) });
    await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await poll(() => lines(page)).not.toContain('200');
    expect(await term(page).locator('.xterm-selection > div').count()).toBe(0);
  });

  test('a keyboard that covers the page leaves the line of the cursor in sight', async () => {
    const page = await sitDown(lab.insecureUrl);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole('link', { name: 'Terminal' }).click();
    await term(page).locator('.xterm-screen').click();
    // A keyboard that only makes the seen part of the page smaller, as on an iPhone.
    await page.evaluate(() => {
      const seen = window.visualViewport;
      Object.defineProperty(seen, 'height', { value: 480 });
      seen?.dispatchEvent(new Event('resize'));
    });
    const bottom = async () => {
      const { y = 0, height = 0 } = (await term(page).locator('.keys').boundingBox()) ?? {};
      return y + height;
    };
    await poll(bottom).toBeLessThanOrEqual(480);
    await page.keyboard.type('seq 1 60\n');
    await poll(async () => {
      const { y = 999, height = 0 } = (await term(page).locator('.xterm-cursor').boundingBox()) ?? {};
      return y + height;
    }).toBeLessThan(480);
  });
});
