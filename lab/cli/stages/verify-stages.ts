import { RESULTS, type Stage } from './stages.ts';

const MINUTE_MS = 60_000;
const node = process.execPath;

/** A program of an installed package, run by this Node. */
function tool(path: string, ...args: readonly string[]): readonly string[] {
  return [node, `node_modules/${path}`, ...args];
}

/** The tests of some vitest projects, counted. */
export function testStage(title: string, projects: readonly string[], limitMs: number): Stage {
  const only = projects.flatMap((name) => ['--project', name]);
  const reporters = ['--reporter=default', '--reporter=./lab/test/results-reporter.ts'];
  return {
    title,
    argv: tool('vitest/vitest.mjs', 'run', ...only, ...reporters),
    limitMs,
    count: { by: 'vitest', projects },
    env: { DEVCOIN_LAB_TOTALS: RESULTS },
  };
}

/** What `npm run verify` proves, the longest first: two go on at a time. */
export const verifyStages: readonly Stage[] = [
  testStage('Tests without Docker', ['unit', 'ui', 'journey'], 8 * MINUTE_MS),
  check('Types of the pages', tool('vue-tsc/bin/vue-tsc.js', '-p', 'lab/ui/tsconfig.json')),
  check('Types of the web UI', tool('vue-tsc/bin/vue-tsc.js', '-p', 'apps/webui/tsconfig.json')),
  check('Types of the server', tool('typescript/bin/tsc', '-p', 'tsconfig.json')),
  check('Unused code', tool('knip/bin/knip.js', '--no-progress')),
  check('Format and lint', tool('@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.')),
  check('Courses', [node, 'lab/cli/main.ts', 'lint']),
];

function check(title: string, argv: readonly string[]): Stage {
  return { title, argv, limitMs: 5 * MINUTE_MS, count: { by: 'exit' } };
}
