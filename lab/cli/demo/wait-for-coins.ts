import { request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { LabError } from '../../contract/index.ts';

const LIMIT_MS = 90_000;
const POLL_MS = 250;

/** Waits until page and API answer through the proxy and a coin is there; gives the number of coins. */
export async function waitForCoins(
  port: number,
  { signal, say }: { readonly signal: AbortSignal; readonly say: (detail: string) => void },
): Promise<number> {
  const end = performance.now() + LIMIT_MS;
  let missing = 'the page';
  while (performance.now() < end) {
    const page = await get(port, 'devcoin.localhost', signal);
    const api = await get(port, 'devcoin-api.localhost', signal);
    const coins = api.status === 200 ? (JSON.parse(api.text) as { readonly total: number }).total : 0;
    if (page.status === 200 && coins > 0) return coins;
    missing = page.status !== 200 ? 'the page' : api.status !== 200 ? 'the API' : 'the first coin';
    say(`waiting for ${missing}`);
    await wait(POLL_MS, undefined, { signal });
  }
  throw new LabError(
    'internal',
    `The demo runs, but ${missing} did not come within ${LIMIT_MS / 1000} s. What its parts say: docker compose -p devcoin logs`,
  );
}

/** One request by host name; fetch cannot set that header. Status 0: nobody answers. */
function get(port: number, host: string, signal: AbortSignal): Promise<{ status: number; text: string }> {
  return new Promise((done) => {
    const nobody = (): void => done({ status: 0, text: '' });
    const asked = request({ port, host: '127.0.0.1', headers: { Host: host }, signal, timeout: 5000 }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => {
        text += part;
      });
      answer.on('end', () => done({ status: answer.statusCode ?? 0, text }));
      answer.on('error', nobody);
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', nobody);
    asked.end();
  });
}
