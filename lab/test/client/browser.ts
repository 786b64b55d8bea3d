import { type Browser, chromium } from 'playwright-core';
import { CHROMIUM_ARGUMENTS, testChromium } from '../setup/index.ts';

/** A headless Chromium that makes no connection of its own. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: testChromium(), // Without WebGL the terminal draws text that a test can read.
    args: [...CHROMIUM_ARGUMENTS, '--disable-3d-apis'],
  });
}
