import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { buildUi } from '../../cli/ui-build.ts';
import { parseConfig } from '../../server/config.ts';
import { type Lab, startLab } from '../../server/wiring.ts';
import { launchBrowser } from '../client/browser.ts';
import { startFakeLab } from '../journey/fake-lab.ts';
import { testDataDir, testDocker, testLog } from '../setup/index.ts';

/** Pictures of each run, for eyes: the folder is not kept in the repository. */
export const PICTURES = join(import.meta.dirname, '..', '..', '..', '.devcoin-lab', 'pictures');

/** A lab with its pages built, and a browser to look at them. */
export interface BrowserLab {
  readonly lab: Lab;
  readonly browser: Browser;
  end(): Promise<void>;
}

/** On real nodes. */
export async function openRealLab(): Promise<BrowserLab> {
  const signal = AbortSignal.timeout(280_000);
  return open(async () => {
    const config = parseConfig({ port: 0, data: testDataDir(), docker: await testDocker() }, {});
    const lab = await startLab(config, { signal, log: testLog });
    return { lab, end: () => lab.close() };
  });
}

/** On simulated nodes. */
export async function openFakeLab(): Promise<BrowserLab> {
  return open(async () => {
    const lab = await startFakeLab();
    return { lab, end: () => lab.end() };
  });
}

async function open(start: () => Promise<{ lab: Lab; end(): Promise<void> }>): Promise<BrowserLab> {
  mkdirSync(PICTURES, { recursive: true });
  await buildUi();
  const { lab, end } = await start();
  try {
    const browser = await launchBrowser();
    return {
      lab,
      browser,
      async end() {
        await browser.close();
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}
