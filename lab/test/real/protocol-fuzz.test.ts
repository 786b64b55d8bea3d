import { afterAll, beforeAll, expect, test } from 'vitest';
import { notedLog } from '../client/noted-log.ts';
import { ProtocolFuzz } from '../client/protocol-fuzz.ts';
import { type FakeLab, startFakeLab } from '../journey/fake-lab.ts';

/** The journey of the same name runs a few seconds from a fixed seed; this one runs on chance. A failure tells its seed. */
const RUN_MS = 20_000;

const noted = notedLog();
let lab: FakeLab;
let fuzz: ProtocolFuzz;
beforeAll(async () => {
  lab = await startFakeLab({}, noted.log);
  fuzz = new ProtocolFuzz(lab.url);
  await fuzz.prepare();
});
afterAll(() => lab.end());

test('pages that say anything, on chance, change nothing of others and take nothing down', { retry: 0 }, async () => {
  await fuzz.run({ numRuns: 1_000_000, timeLimitMs: RUN_MS });
  expect(noted.bad).toEqual([]);
  await fuzz.leave();
});
