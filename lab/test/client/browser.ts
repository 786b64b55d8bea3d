import { type Browser, chromium } from 'playwright-core';
import { CHROMIUM_ARGUMENTS, testChromium } from '../setup/index.ts';

/** A headless Chromium that makes no connection of its own. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: testChromium(), args: [...CHROMIUM_ARGUMENTS] });
}
