import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LIVE_PICTURES } from '../../contract/index.ts';
import { builtInCourses } from '../../server/course/index.ts';

/** A PNG of one pixel. */
export const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** Makes a course whose one step shows every picture of the course devcoin, every live one, and a photo. */
export function writeGallery(coursesDir: string): string {
  const folder = join(coursesDir, 'gallery');
  const pictures = join(folder, 'pictures');
  mkdirSync(join(folder, 'steps'), { recursive: true });
  cpSync(join(builtInCourses(), 'devcoin', 'pictures'), pictures, { recursive: true });
  writeFileSync(join(pictures, 'photo.png'), PIXEL);
  const drawn = readdirSync(pictures).map((name) => `![The picture ${name}](pictures/${name} "Of ${name}")`);
  const live = Object.keys(LIVE_PICTURES).map((name) => `![The picture ${name}](live:${name} "Of ${name}, now")`);
  const check = '  - { kind: answer, title: You looked, ask: Well?, expect: { value: literal, literal: [yes] } }';
  writeFileSync(
    join(folder, 'course.yaml'),
    [
      ...['id: gallery', 'title: Gallery', 'summary: All pictures.', 'nodes: [node1, node2, node3, node4, node5]'],
      ...['modules:', '  - { id: all, title: All, start: engines, steps: [steps/all.md] }', ''],
    ].join('\n'),
  );
  const front = ['---', 'id: all', 'title: All pictures', 'minutes: 1', 'checks:', check, '---', ''];
  writeFileSync(join(folder, 'steps', 'all.md'), [...front, ...[...live, ...drawn].flatMap((p) => [p, ''])].join('\n'));
  return folder;
}
