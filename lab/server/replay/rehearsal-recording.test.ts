import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFakeProvider } from '../sandbox/providers/fake/index.ts';
import { rehearseCourse } from './rehearse-course.ts';
import { courseOf, runBlock, stepOf } from './replay.fixtures.ts';

const log = pino({ level: 'silent' });
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lab-rehearsal-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

type Line = readonly [number, string, string];
const eventsOf = (file: string): readonly Line[] =>
  readFileSync(join(folder, file), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => JSON.parse(line) as Line);
const pick = (events: readonly Line[], code: string) =>
  events.flatMap((event) => (event[1] === code ? [event[2]] : []));

describe('a rehearsal that is recorded', () => {
  it('leaves a recording of each node that was played on, with a mark at every step', async () => {
    const provider = createFakeProvider({ log, now: Date.now, delayMs: 0 });
    const steps = [
      stepOf('a', [runBlock('docker swarm init --advertise-addr {{address.node1}}')]),
      stepOf('b', [runBlock('echo "second $((1 + 1))"')]),
    ];
    const options = { provider, now: Date.now, log, signal: AbortSignal.timeout(20_000), onRow: () => {} };
    const course = courseOf([{ id: 'first', start: 'engines', steps }]);
    for (let time = 0; time < 2; time++) await rehearseCourse({ ...options, course, recordTo: folder });
    await provider.close();
    expect(readdirSync(folder)).toEqual(['small-first-node1.cast']);
    const events = eventsOf('small-first-node1.cast');
    expect(pick(events, 'm')).toEqual(steps.map((step) => step.view.title));
    const second = events.findIndex(([, code, data]) => code === 'm' && data === steps[1]?.view.title);
    const before = pick(events.slice(0, second), 'o').join('');
    expect(before).toContain('Swarm initialized');
    expect(before).not.toContain('second 2');
    expect(pick(events.slice(second), 'o').join('')).toContain('second 2');
  });
});
