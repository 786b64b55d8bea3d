import { existsSync, readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { defineCommand } from 'citty';
import { type CourseIssue, LabError } from '../contract/index.ts';
import { authorSchemas, builtInCourses, loadCourse } from '../server/course/index.ts';

export const lint = defineCommand({
  meta: { name: 'lint', description: 'Finds what is wrong in courses, by file and line' },
  args: {
    folder: {
      type: 'positional',
      required: false,
      valueHint: 'folder…',
      description: 'Folders of courses, or folders that hold such (default: the courses of the lab)',
    },
    schema: {
      type: 'enum',
      options: ['course', 'step'],
      valueHint: 'course|step',
      description: 'Print the JSON Schema for course.yaml or for the front matter of a step instead',
    },
  },
  async run({ args }) {
    if (args.schema) {
      console.log(JSON.stringify(authorSchemas()[args.schema as 'course' | 'step'], null, 2));
      return;
    }
    const given = args._.length > 0 ? args._ : [builtInCourses()];
    const folders = given.flatMap((folder) => courseFolders(resolve(folder)));
    const issues: CourseIssue[] = [];
    let steps = 0;
    for (const folder of folders) {
      const { course, issues: found } = await loadCourse(folder);
      steps += course?.modules.flatMap((module) => module.steps).length ?? 0;
      issues.push(...found.map((issue) => ({ ...issue, file: relative('.', join(folder, issue.file)) })));
    }
    for (const issue of issues) console.log(issueLine(issue));
    console.log(`${issues.length > 0 ? '\n' : ''}${summary(issues, folders.length, steps)}`);
    if (issues.some((issue) => issue.level === 'error')) process.exitCode = 1;
  },
});

/** A folder with a course.yaml, or all such folders in it; one without either is taken for a course that lacks its course.yaml. */
export function courseFolders(folder: string): readonly string[] {
  if (!existsSync(folder)) throw new LabError('badCourse', `There is no folder ${folder}.`);
  const inside = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const courses = inside
    .map((entry) => join(folder, entry.name))
    .filter((path) => existsSync(join(path, 'course.yaml')));
  return existsSync(join(folder, 'course.yaml')) || courses.length === 0 ? [folder] : courses;
}

/** A finding as editors and terminals know to jump to: file:line: level code message. */
export function issueLine({ file, line, level, code, message }: CourseIssue): string {
  return `${file}:${line === undefined ? '' : `${line}:`} ${level} ${code} ${message}`;
}

function summary(issues: readonly CourseIssue[], courses: number, steps: number): string {
  const errors = issues.filter((issue) => issue.level === 'error').length;
  const counts = [
    counted(courses, 'course'),
    counted(steps, 'step'),
    counted(errors, 'error'),
    counted(issues.length - errors, 'warning'),
  ];
  return `${counts.join(', ')}.`;
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
