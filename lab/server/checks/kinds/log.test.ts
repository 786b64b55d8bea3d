import { describe, expect, test } from 'vitest';
import { type CheckOf, checkSchema } from '../../../contract/index.ts';
import type { EngineLogLine } from '../../sandbox/index.ts';
import { sampleService, sampleSnapshot, sampleTask, sampleWorld } from '../sample-world.ts';
import { log } from './log.ts';

const read = (contains: unknown) =>
  checkSchema.parse({ kind: 'log', title: 'x', service: 'sleeper', contains }) as CheckOf<'log'>;
const running = sampleSnapshot({ services: [sampleService()], tasks: [sampleTask(1), sampleTask(2)] });
const judge = (lines: readonly EngineLogLine[], contains: unknown = 'marker', snapshot = running) =>
  log.judge(read(contains), sampleWorld(snapshot, { evidence: { lines } }));
const line = (text: string, taskId = 'task2'): EngineLogLine => ({ text, taskId, memberId: 'id2abcdef' });

describe('the log of a service', () => {
  test('is met by a line of any task, and says which task wrote it where', () => {
    expect(judge([line('other', 'task1'), line('a marker here')])).toEqual({
      state: 'met',
      because: 'sleeper.2 on node2 said “marker”.',
    });
  });

  test('needs each of several texts', () => {
    expect(judge([line('node1: x'), line('node2: x')], ['node1: x', 'node2: x']).because).toBe(
      'The log of sleeper has all 2 lines.',
    );
    expect(judge([line('node1: x')], ['node1: x', 'node2: x']).because).toBe(
      'No line in the log of sleeper has “node2: x”.',
    );
  });

  test('that is empty while the program runs has a cause', () => {
    const finding = judge([]);
    expect(finding.because).toBe('sleeper runs, and its log is empty.');
    expect(finding.likely).toContain('writes to a file in its container');
    const none = sampleSnapshot({ services: [sampleService()] });
    expect(judge([], 'marker', none).because).toContain('no task of it runs');
  });

  test('of a service that is not there is told so', () => {
    expect(judge([], 'marker', sampleSnapshot()).because).toBe('There is no service sleeper.');
  });
});
