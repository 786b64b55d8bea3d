import { describe, expect, it } from 'vitest';
import type { Course } from '../contract/index.ts';
import type { RehearsalRow } from '../server/replay/index.ts';
import { createRehearsalScreen, junitReport, summaryOf } from './rehearsal-report.ts';

const row = (step: string, because?: string): RehearsalRow => ({
  course: 'small',
  module: 'first',
  step,
  before: 'notYet',
  after: because ? 'notYet' : 'met',
  seconds: 1.25,
  result: because ? 'failed' : 'passed',
  ...(because ? { because } : {}),
});
const course = {
  outline: {
    title: 'Small',
    modules: [
      { id: 'first', title: 'First steps', steps: ['a', 'bee'].map((id) => ({ id, title: `Step ${id}`, minutes: 1 })) },
    ],
  },
} as unknown as Course;

describe('the report of a rehearsal', () => {
  it('shows each step when it is done, with its module and what it failed by', () => {
    let shown = '';
    const screen = createRehearsalScreen({ write: (text) => (shown += text) }, course);
    screen.say('Rehearsing a');
    screen.row(row('a'));
    screen.row(row('bee', 'The swarm: No node is in a swarm.'));
    screen.end();
    expect(shown).toBe(
      '  ✓ first  a    Step a      1.3 s\n  ✗ first  bee  Step bee    1.3 s\n      The swarm: No node is in a swarm.\n',
    );
  });

  it('says on a terminal what is done now, and wipes it', () => {
    let shown = '';
    const screen = createRehearsalScreen({ isTTY: true, columns: 12, write: (text) => (shown += text) }, course);
    screen.say('Rehearsing a very long step');
    screen.end();
    expect(shown).toBe('\r\u001b[K… Rehearsin\r\u001b[K');
  });

  it('sums up, and takes nothing for a failure', () => {
    expect(summaryOf([row('a'), row('b', 'no')], 61_000)).toContain('1 passed, 1 failed  (1 min 1 s)');
    expect(summaryOf([], 10)).toContain('counts as a failure');
  });

  it('writes JUnit that holds whatever was said', () => {
    const xml = junitReport([row('a'), row('bee', 'expected <2> & "3"\u001b[31m')]);
    expect(xml).toContain('<testsuite name="small.first" tests="2" failures="1">');
    expect(xml).toContain('<testcase classname="small.first" name="a" time="1.25"/>');
    expect(xml).toContain('message="expected &lt;2&gt; &amp; &quot;3&quot; [31m"');
  });
});
