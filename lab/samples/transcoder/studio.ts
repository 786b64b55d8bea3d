import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { fillFolder, films, MODES, type Mode, mode, results } from './folder.ts';
import { redis } from './redis.ts';

/** Puts the films where workers find them, and tells how often each was transcoded. */
fillFolder();
if (mode === 'queue') await fillQueue();

const answers = createServer((request, response) => {
  const report = { now: mode, scan: reportOf('scan'), queue: reportOf('queue') };
  const isJson = request.url === '/report.json';
  response.setHeader('content-type', isJson ? 'application/json' : 'text/plain; charset=utf-8');
  response.end(isJson ? JSON.stringify(report) : `now: ${mode}\n\n${MODES.map(asText).join('')}`);
});
answers.listen(8090);
process.on('SIGTERM', () => process.exit(0));

/** Each film once; a studio that starts again fills nothing anew. */
async function fillQueue(): Promise<void> {
  for (;;) {
    try {
      if ((await redis('SET', 'filled', 'yes', 'NX')) === 'OK') await redis('RPUSH', 'films', ...films());
      return;
    } catch {
      // Redis is not up yet.
      await wait(200);
    }
  }
}

function reportOf(of: Mode): { films: number; done: number; tooOften: number } {
  const all = results(of);
  const done = new Set(all.map((result) => result.split(':')[0])).size;
  return { films: films().length, done, tooOften: all.length - done };
}

/** The numbers, and who did the film that was done most often. */
function asText(of: Mode): string {
  const { films, done, tooOften } = reportOf(of);
  const workers = new Map<string, string[]>();
  for (const result of results(of)) {
    const [film = '', worker = ''] = result.split(':');
    workers.set(film, [...(workers.get(film) ?? []), worker]);
  }
  const [most] = [...workers].toSorted(([, a], [, b]) => b.length - a.length);
  const example = most ? `  ${most[0]} was transcoded by ${most[1].join(' and ')}\n` : '';
  return `${of}: ${done} of ${films} films are done, and work was done ${tooOften} times too often.\n${example}`;
}
