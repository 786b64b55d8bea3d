import { cpSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CompiledCourse } from './compile.ts';
import { watchCourse } from './watch-course.ts';

const GOOD = join(import.meta.dirname, 'fixtures', 'whole-course');

describe('a course that is watched', () => {
  let folder: string;
  let heard: CompiledCourse[];
  let waiting: (() => void)[];
  let life: AbortController;

  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'watch-')), 'whole-course');
    cpSync(GOOD, folder, { recursive: true });
    heard = [];
    waiting = [];
    life = new AbortController();
    const listen = (loaded: CompiledCourse): void => {
      heard.push(loaded);
      for (const look of waiting) look();
    };
    watchCourse(folder, listen, life.signal);
  });
  afterEach(() => {
    life.abort();
    rmSync(join(folder, '..'), { recursive: true, force: true });
  });

  const until = (holds: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (holds()) resolve();
      };
      waiting.push(look);
      look();
    });
  const title = (): string | undefined => heard.at(-1)?.course?.outline.title;
  const manifest = (text: string): void => writeFileSync(join(folder, 'course.yaml'), text);
  const good = (name: string): string =>
    `id: whole-course\ntitle: ${name}\nsummary: s\nnodes: [node1, node2, other]\nmodules:\n  - { id: m, title: M, start: engines, steps: [steps/everything.md] }\n`;

  it('comes anew when a file is saved, and says what is wrong when it does not fit', async () => {
    manifest(good('Second'));
    await until(() => title() === 'Second');
    manifest('id: [broken');
    await until(() => heard.at(-1)?.course === undefined);
    expect(heard.at(-1)?.issues[0]?.code).toBe('yaml');
    manifest(good('Third'));
    await until(() => title() === 'Third');
  });

  it('comes when an editor puts a new file in the place of the old one', async () => {
    writeFileSync(join(folder, '.course.yaml.swp'), good('Swapped'));
    renameSync(join(folder, '.course.yaml.swp'), join(folder, 'course.yaml'));
    await until(() => title() === 'Swapped');
  });

  it('is told as gone when its folder is removed, and comes back with it', async () => {
    rmSync(folder, { recursive: true });
    await until(() => heard.at(-1)?.issues[0]?.code === 'no-manifest');
    cpSync(GOOD, folder, { recursive: true });
    await until(() => title() === 'A course with everything');
  });

  it('says nothing when a file is saved unchanged', async () => {
    manifest(good('Changed'));
    await until(() => title() === 'Changed');
    manifest(good('Changed'));
    writeFileSync(join(folder, 'steps', 'note.txt'), 'no text of a course');
    manifest(good('Changed again'));
    await until(() => title() === 'Changed again');
    expect(heard).toHaveLength(2);
  });
});
