import { join } from 'node:path';
import type { Page as BrowserPage } from 'playwright-core';
import type { ServerMessage } from '../../contract/index.ts';
import { createDindProvider } from '../../server/sandbox/providers/dind/index.ts';
import { startLab } from '../../server/wiring.ts';
import { launchBrowser } from '../../test/client/browser.ts';
import { joinLab } from '../../test/client/lab-page.ts';
import { oneRound } from '../activity.ts';
import { againstLimit, type BenchContext, type Figure, quantile } from '../figure.ts';
import { formSwarm } from '../formed-sandbox.ts';
import { SlowPoller } from '../slow-poller.ts';

/** Changes that are measured at least. */
const CHANGES = 100;
/** The goal, in ms. */
const AT_MOST_MS = 150;

/** From what the manager recorded to what the page got. */
export const changeLatency: Figure = {
  name: 'change latency p95',
  about:
    'ours: from the manager’s UpdatedAt to the next frame of a learner’s page in Chromium; theirs: a page that asks once a second',
  async measure(context) {
    const { config, images, log } = context;
    const dataDir = join(config.dataDir, 'latency');
    const lab = await startLab({ ...config, port: 0, dataDir }, context);
    // A second look at the lab's own nodes, to do in them what a class does.
    const provider = await createDindProvider({ docker: config.docker, dataDir, images, log });
    try {
      return await measureIn(lab.url, { ...context, provider });
    } finally {
      await provider.close();
      await lab.close();
    }
  },
};

async function measureIn(url: string, context: BenchContext) {
  const { signal, say, provider } = context;
  const seat = await joinLab(url, 'bench');
  await seat.ready();
  const [sandbox] = (await provider.adopt(signal)).filter((s) => s.spec.labels.name === 'bench');
  if (!sandbox) throw new Error('the bench does not find its own sandbox');
  await formSwarm(sandbox, signal);
  const { browser, page } = await watchingPage(url, seat.cookie);
  const poller = new SlowPoller(sandbox.nodes[0]?.engine ?? fail(), signal);
  try {
    let ours: number[] = [];
    for (let round = 1; ours.length < CHANGES; round++) {
      await oneRound(sandbox, `round${round}`, signal);
      ours = await page.evaluate(() => (window as unknown as { delays: number[] }).delays);
    }
    const theirs = poller.delays;
    say(
      `${ours.length} changes: median ${quantile(ours, 0.5).toFixed(0)} ms, p95 ${quantile(ours, 0.95).toFixed(0)} ms, slowest ${Math.max(...ours)} ms`,
    );
    return againstLimit(
      { name: 'change latency p95', unit: 'ms', ours: quantile(ours, 0.95), theirs: quantile(theirs, 0.95) },
      AT_MOST_MS,
    );
  } finally {
    poller.close();
    sandbox.release();
    await browser.close();
    await fetch(`${url}/api/seat`, { method: 'DELETE', headers: { cookie: seat.cookie } });
    seat.close();
  }
}

/** A learner's page in Chromium that notes, for every change of a task or service, how old it is when the next frame is drawn. */
async function watchingPage(url: string, cookie: string) {
  const browser = await launchBrowser();
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const [name = '', value = ''] = cookie.split('=');
  await context.addCookies([{ name, value, url }]);
  const page: BrowserPage = await context.newPage();
  await page.addInitScript(noteDelays);
  await page.goto(`${url}/learn`);
  await page.waitForSelector('[data-node="node5"]');
  return { browser, page };
}

/** Runs in the page. */
function noteDelays(): void {
  const delays: number[] = [];
  const seen = new Set<string>();
  Object.assign(window, { delays });
  const Plain = window.WebSocket;
  window.WebSocket = class extends Plain {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, protocols);
      this.addEventListener('message', ({ data }) => {
        if (typeof data !== 'string') return;
        const message = JSON.parse(data) as ServerMessage;
        if (message.type !== 'event') return;
        for (const change of message.event.changes) note(change);
      });
    }
  };
  function note(change: Extract<ServerMessage, { type: 'event' }>['event']['changes'][number]): void {
    if (!('put' in change)) return;
    const recorded =
      change.kind === 'tasks'
        ? change.put.updatedAt
        : change.kind === 'services' && change.put.version
          ? change.put.createdAt
          : 0;
    if (change.kind === 'tasks' && !['running', 'failed', 'shutdown', 'complete'].includes(change.put.state)) return;
    if (change.kind !== 'tasks' && change.kind !== 'services') return;
    const key = `${change.kind}/${change.put.id}/${change.kind === 'tasks' ? change.put.state : 'created'}`;
    if (seen.has(key)) return;
    seen.add(key);
    requestAnimationFrame(() => delays.push(Date.now() - recorded));
  }
}

function fail(): never {
  throw new Error('a sandbox without nodes');
}
