import { afterAll, beforeAll, expect, test } from 'vitest';
import { notedLog } from '../client/noted-log.ts';
import { ProtocolFuzz } from '../client/protocol-fuzz.ts';
import { type FakeLab, startFakeLab } from './fake-lab.ts';

/** A seed that is the same every time: the long run on chance is in test/real. */
const SEED = 20_261_121;

const noted = notedLog();
let lab: FakeLab;
let fuzz: ProtocolFuzz;
beforeAll(async () => {
  lab = await startFakeLab({}, noted.log);
  fuzz = new ProtocolFuzz(lab.url);
  await fuzz.prepare();
}, 30_000);
afterAll(() => lab.end());

test('pages of several seats may say anything: the lab goes on, nothing leaks, and each socket that is closed has a reason', async () => {
  await fuzz.run({ numRuns: 60, seed: SEED, timeLimitMs: 8_000 });
  expect(noted.bad).toEqual([]);
  expect((await fetch(`${lab.url}/healthz`)).status).toBe(200);
}, 30_000);

test('when all have left, nobody is kept on any terminal', async () => {
  await fuzz.leave();
});
