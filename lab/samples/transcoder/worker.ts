import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { films, keepResult, mode, results } from './folder.ts';
import { redis } from './redis.ts';

/** So long a film takes. */
const WORK_MS = 200;

const me = hostname();
process.on('SIGTERM', () => process.exit(0));

for (;;) {
  const film = mode === 'scan' ? firstNotDone() : await nextInLine();
  if (film) {
    console.log(`${me} transcodes ${film}`);
    await wait(WORK_MS);
    keepResult(film, me);
  } else await wait(500);
}

/** The first film without a result. Between this look and the result, every other worker finds the same film. */
function firstNotDone(): string | undefined {
  const isDone = new Set(results('scan').map((result) => result.split(':')[0]));
  return films().find((film) => !isDone.has(film));
}

/** The next film of the list. Redis takes it off as it hands it out, so nobody else can get it. */
async function nextInLine(): Promise<string | null> {
  return redis('LPOP', 'films').catch(() => null);
}
