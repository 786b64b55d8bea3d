import { writeFileSync } from 'node:fs';
import type { SerializedError } from 'vitest';
import type { Reporter, TestModule } from 'vitest/node';
import type { TestTotals } from '../cli/stages/totals.ts';

type Totals = TestTotals[number];

/** Writes how many tests passed and failed in each project to the file that DEVCOIN_LAB_TOTALS names. */
export default class ResultsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const file = process.env.DEVCOIN_LAB_TOTALS;
    if (!file) return;
    const totals = new Map<string, Totals>();
    for (const module of modules) {
      const before = totals.get(module.project.name) ?? {
        project: module.project.name,
        passed: 0,
        failed: 0,
        skipped: 0,
      };
      totals.set(module.project.name, add(before, module));
    }
    // An error outside of every test (a promise nobody awaited) is a failure too.
    if (errors.length > 0)
      totals.set('', { project: 'outside of tests', passed: 0, failed: errors.length, skipped: 0 });
    writeFileSync(file, JSON.stringify([...totals.values()]));
  }
}

function add(before: Totals, module: TestModule): Totals {
  const tests = [...module.children.allTests()];
  const count = (state: string): number => tests.filter((test) => test.result().state === state).length;
  // A file that could not be loaded has no tests, but it failed.
  const broken = module.state() === 'failed' && count('failed') === 0 ? 1 : 0;
  return {
    project: before.project,
    passed: before.passed + count('passed'),
    failed: before.failed + count('failed') + broken,
    skipped: before.skipped + count('skipped'),
  };
}
