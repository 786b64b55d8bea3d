import type { Page } from 'playwright-core';

/**
 * Chromium gives up what it is loading whenever the machine's network interfaces change, as they do with every cluster that
 * comes or goes; the page loads it again.
 */
const BY_CLUSTERS = 'net::ERR_NETWORK_CHANGED';

/** What a page complains of from now on, in its console and by errors that nobody caught. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes(BY_CLUSTERS)) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return complaints;
}
