import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtInCourses } from '../server/course/index.ts';
import { courseFolders, issueLine } from './lint.ts';

describe('lint', () => {
  it('takes a folder of courses apart, and one course as it is', () => {
    const devcoin = join(builtInCourses(), 'devcoin');
    expect(courseFolders(builtInCourses())).toContain(devcoin);
    expect(courseFolders(devcoin)).toEqual([devcoin]);
  });

  it('takes a folder without any course for a course that lacks its course.yaml', () => {
    expect(courseFolders(import.meta.dirname)).toEqual([import.meta.dirname]);
    expect(() => courseFolders('/there/is/none')).toThrow('There is no folder /there/is/none');
  });

  it('writes findings so that a terminal can jump to them', () => {
    const issue = { level: 'error', code: 'schema', message: 'id: is missing', file: 'a/steps/1.md' } as const;
    expect(issueLine({ ...issue, line: 7 })).toBe('a/steps/1.md:7: error schema id: is missing');
    expect(issueLine(issue)).toBe('a/steps/1.md: error schema id: is missing');
  });
});
