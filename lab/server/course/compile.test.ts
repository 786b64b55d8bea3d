import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileCourse } from './compile.ts';
import { builtInCourses, loadCourse } from './load-course.ts';
import { RULES } from './rules.ts';

const fixtures = join(import.meta.dirname, 'fixtures');
const expected = (name: string): string[] =>
  readFileSync(join(fixtures, name, 'findings.txt'), 'utf8')
    .split('\n')
    .filter(Boolean);

describe('a folder of texts', () => {
  it.each(readdirSync(fixtures))('has exactly the findings it should have: %s', async (name) => {
    const { course, issues } = await loadCourse(join(fixtures, name));
    const lines = issues.map((i) => `${i.file}:${i.line ? `${i.line}:` : ''} ${i.level} ${i.code} ${i.message}`);
    expect(lines).toEqual(expected(name));
    expect(course !== undefined).toBe(!issues.some((issue) => issue.level === 'error'));
  });

  it('has a fixture for every rule', () => {
    const found = new Set(readdirSync(fixtures).flatMap((name) => expected(name).map((line) => line.split(' ')[2])));
    expect(Object.keys(RULES).filter((code) => !found.has(code))).toEqual([]);
  });

  it('is a course without findings where the lab ships it', async () => {
    for (const name of readdirSync(builtInCourses(), { withFileTypes: true })) {
      if (!name.isDirectory()) continue;
      const { course, issues } = await loadCourse(join(builtInCourses(), name.name));
      expect(issues).toEqual([]);
      expect(course?.outline.id).toBe(name.name);
    }
    // Many steps with highlighted code: on a busy machine it takes its time.
  }, 30_000);

  it('is reported, not thrown, when there is no such folder', async () => {
    const { course, issues } = await loadCourse(join(fixtures, 'there-is-none'));
    expect(course).toBeUndefined();
    expect(issues.map((issue) => issue.code)).toEqual(['no-manifest']);
  });

  it('never makes the compiler throw, however it is cut or mixed', () => {
    const whole = join(fixtures, 'whole-course');
    const manifest = readFileSync(join(whole, 'course.yaml'), 'utf8');
    const step = readFileSync(join(whole, 'steps', 'everything.md'), 'utf8');
    const spoilt = (text: string) =>
      fc
        .tuple(
          fc.nat(text.length),
          fc.nat(40),
          fc.oneof(fc.string(), fc.constantFrom('```sh', ':::', '---\n', '  - ', '{{', '\n', '&a [*a]', '> - ')),
        )
        .map(([at, length, put]) => text.slice(0, at) + put + text.slice(at + length));
    fc.assert(
      fc.property(
        fc.oneof(spoilt(manifest), fc.constant(manifest)),
        fc.oneof(spoilt(step), fc.string()),
        (yaml, markdown) => {
          const texts = new Map([
            ['course.yaml', yaml],
            ['steps/everything.md', markdown],
          ]);
          const { course, issues } = compileCourse({
            folder: 'whole-course',
            path: '/courses/whole-course',
            exists: () => true,
            texts,
            pictures: new Map([['pictures/drawn.svg', Buffer.from('<svg/>')]]),
            unread: [],
          });
          expect(course !== undefined || issues.length > 0).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });
});
