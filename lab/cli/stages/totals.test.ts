import { describe, expect, it } from 'vitest';
import { stageTable, sumOf } from './report.ts';
import { countStage } from './totals.ts';

const tests = (project: string, passed: number, failed = 0) => ({ project, passed, failed, skipped: 0 });

describe('the count of a stage', () => {
  it('is one for a program that only passes or fails', () => {
    expect(countStage({ by: 'exit' }, 0, undefined)).toEqual({ passed: 1, failed: 0 });
    expect(countStage({ by: 'exit' }, 3, undefined)).toEqual({ passed: 0, failed: 1 });
  });

  it('is the sum over the projects of a test run', () => {
    const counting = { by: 'vitest', projects: ['unit', 'ui'] } as const;
    expect(countStage(counting, 0, [tests('unit', 5), tests('ui', 2)])).toEqual({ passed: 7, failed: 0 });
    expect(countStage(counting, 1, [tests('unit', 5, 1), tests('ui', 2)])).toEqual({ passed: 7, failed: 1 });
  });

  it('fails where a project ran no test', () => {
    const counting = { by: 'vitest', projects: ['unit', 'ui'] } as const;
    expect(countStage(counting, 0, [tests('unit', 5)])).toEqual({
      passed: 5,
      failed: 1,
      problem: 'No test ran in ui.',
    });
  });

  it('fails where no results were written, or the program failed without a failed test', () => {
    expect(countStage({ by: 'vitest', projects: ['unit'] }, 0, undefined)).toMatchObject({ failed: 1 });
    expect(countStage({ by: 'vitest', projects: ['unit'] }, 1, [tests('unit', 5)])).toMatchObject({
      passed: 5,
      failed: 1,
      problem: expect.stringContaining('exit code 1'),
    });
  });

  it('is the steps of a rehearsal, of which there has to be one', () => {
    const row = (result: string) => ({ course: 'devcoin', step: 's', result });
    expect(countStage({ by: 'rehearsal' }, 1, [row('passed'), row('failed')])).toEqual({ passed: 1, failed: 1 });
    expect(countStage({ by: 'rehearsal' }, 0, [])).toMatchObject({ failed: 1, problem: 'It found no step.' });
  });
});

describe('the report of stages', () => {
  const outcomes = [
    { title: 'Types', passed: 1, failed: 0, ms: 1200, output: '' },
    { title: 'Tests', passed: 40, failed: 2, ms: 65_000, output: '' },
  ];

  it('shows each with its time and result', () => {
    expect(stageTable(outcomes)).toBe(
      ['  Types       1.2 s  ✓ 1 passed', '  Tests   1 min 5 s  ✗ 40 passed, 2 failed'].join('\n'),
    );
  });

  it('sums them up', () => {
    expect(sumOf(outcomes)).toEqual({ passed: 41, failed: 2 });
  });
});
