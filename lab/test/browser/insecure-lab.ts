import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { buildUi } from '../../cli/ui-build.ts';
import { startFakeLab } from '../journey/fake-lab.ts';
import { CHROMIUM_ARGUMENTS, testChromium } from '../setup/index.ts';

/** A name that is not this machine to the browser: plain http to it is an insecure origin, as on a workshop's network. */
const HOST = 'lab.test';

/** A lab on simulated nodes under two addresses: one that browsers trust, and one that they do not. */
export interface InsecureLab {
  readonly insecureUrl: string;
  readonly secureUrl: string;
  newPage(options?: BrowserContextOptions): Promise<Page>;
  end(): Promise<void>;
}

/** Builds the pages, starts the lab and a browser. */
export async function openInsecureLab(browserArguments: readonly string[] = []): Promise<InsecureLab> {
  await buildUi();
  const lab = await startFakeLab();
  const { port } = new URL(lab.url);
  let browser: Browser;
  try {
    const resolve = `--host-resolver-rules=MAP ${HOST} 127.0.0.1`;
    const args = [...CHROMIUM_ARGUMENTS, resolve, ...browserArguments];
    browser = await chromium.launch({ executablePath: testChromium(), args });
  } catch (error) {
    await lab.end();
    throw error;
  }
  return {
    insecureUrl: `http://${HOST}:${port}`,
    secureUrl: `http://localhost:${port}`,
    async newPage(options = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      return context.newPage();
    },
    async end() {
      await browser.close();
      await lab.end();
    },
  };
}
