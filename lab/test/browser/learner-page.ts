import type { Locator, Page } from 'playwright-core';

/** What a learner does on the page, in the words of the page. */
export class LearnerPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Takes a seat through the form and waits for a prompt. */
  async join(url: string, name: string): Promise<void> {
    await this.page.goto(url);
    await this.page.getByLabel('Your name').fill(name);
    await this.page.getByRole('button', { name: 'Take a seat' }).click();
    await this.page.waitForURL('**/learn');
    await this.page.locator('[data-node="node5"]').waitFor({ timeout: 60_000 });
    await this.terminalShows('node1 ~ $');
  }

  /** Waits until the visible terminal shows a text. */
  async terminalShows(text: string, timeout = 30_000): Promise<void> {
    await this.page.waitForFunction(
      (wanted) =>
        [...document.querySelectorAll('.xterm-rows')].some((rows) =>
          rows.textContent?.replaceAll('\u00a0', ' ').includes(wanted),
        ),
      text,
      { timeout },
    );
  }

  /** Types into the terminal that is shown. */
  async typeLine(line: string): Promise<void> {
    await this.page.locator('.xterm-helper-textarea:visible, .xterm-screen:visible').first().click();
    await this.page.keyboard.type(line);
    await this.page.keyboard.press('Enter');
  }

  /** Goes to a step by the list of all steps. */
  async goTo(title: string): Promise<void> {
    await this.page.locator('.step-pick').click();
    await this.page.getByRole('combobox', { name: 'Search the steps' }).fill(title);
    await this.#toOther(() => this.page.getByRole('option', { name: title }).click());
    await this.page.locator('#step-title', { hasText: title }).waitFor();
  }

  get stepTitle(): Promise<string> {
    return this.page.locator('#step-title').innerText();
  }

  /** Opens every solution, so that its blocks can be run. */
  async openSolutions(): Promise<void> {
    for (const fold of await this.page
      .locator('.guide details.fold:not([open]) > summary', { hasText: /solution/i })
      .all()) {
      await fold.click();
    }
  }

  /** Presses Run on every block that has not run, and waits for each to end. */
  async runBlocks(): Promise<void> {
    const blocks = this.page.locator('.guide figure.block');
    const fresh = blocks.getByRole('button', { name: /^Run on/ });
    const running = blocks.getByRole('button', { name: /^Stop the command/ });
    while ((await fresh.count()) > 0) {
      const { length } = await fresh.all();
      // A button is made anew when its block starts: a click that was taken may look as if its target went away.
      await fresh
        .first()
        .click({ timeout: 5000 })
        .catch((error: unknown) => this.#unlessFewer(fresh, length, error));
      await running.first().waitFor({ state: 'detached', timeout: 60_000 });
    }
  }

  async #unlessFewer(buttons: Locator, before: number, error: unknown): Promise<void> {
    if (before > 0 && (await buttons.count()) >= before) throw error;
  }

  /** Tries the offered answers of every question until it is met. */
  async answerQuestions(): Promise<void> {
    for (const check of await this.page.locator('.guide-checks .check:has(.answer)').all()) {
      for (const choice of await check.locator('.choices button').all()) {
        await choice.click();
        if (await this.#turnsGreen(check)) break;
      }
    }
  }

  /** Waits until all checks of the step are green. */
  async allGreen(): Promise<void> {
    await this.page.waitForFunction(
      () => {
        const checks = [...document.querySelectorAll('.guide-checks .check')];
        return checks.length > 0 && checks.every((check) => check.classList.contains('met'));
      },
      undefined,
      { timeout: 60_000 },
    );
  }

  async redChecks(): Promise<number> {
    return this.page.locator('.guide-checks .check:not(.met)').count();
  }

  async next(): Promise<void> {
    await this.#toOther(() => this.page.locator('.guide-nav .btn.tall').click());
  }

  /** Waits until the text of another step is there: its title comes before. */
  async #toOther(go: () => Promise<void>): Promise<void> {
    const before = await this.page.locator('.prose[data-step]').getAttribute('data-step');
    await go();
    await this.page.waitForFunction((old) => {
      const shown = document.querySelector('.prose')?.getAttribute('data-step');
      return shown && shown !== old;
    }, before);
  }

  async #turnsGreen(check: Locator): Promise<boolean> {
    try {
      await check
        .locator('xpath=self::*[contains(@class,"met") or contains(@class,"hold")]')
        .waitFor({ timeout: 4000 });
      return true;
    } catch {
      return false;
    }
  }
}
