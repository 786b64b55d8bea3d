import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contentHash } from './content-hash.ts';

describe('the name for what a folder holds', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'devcoin-lab-hash-'));
    await mkdir(join(folder, 'etc'));
    await writeFile(join(folder, 'Dockerfile'), 'FROM scratch\n');
    await writeFile(join(folder, 'etc', 'a'), 'one');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('stays with other times, notes and tests', async () => {
    const before = await contentHash(folder);
    await utimes(join(folder, 'Dockerfile'), 1, 1);
    await writeFile(join(folder, 'README.md'), 'words');
    await writeFile(join(folder, 'etc', 'a.test.ts'), 'test');
    expect(await contentHash(folder)).toBe(before);
    expect(before).toMatch(/^[0-9a-f]{12}$/);
  });

  it('changes with a byte deep inside', async () => {
    const before = await contentHash(folder);
    await writeFile(join(folder, 'etc', 'a'), 'two');
    expect(await contentHash(folder)).not.toBe(before);
  });

  it('changes when a file moves', async () => {
    const before = await contentHash(folder);
    await rm(join(folder, 'etc', 'a'));
    await writeFile(join(folder, 'a'), 'one');
    expect(await contentHash(folder)).not.toBe(before);
  });

  it('looks at the named files only, when some are named', async () => {
    const before = await contentHash(folder, ['Dockerfile']);
    await writeFile(join(folder, 'etc', 'a'), 'two');
    expect(await contentHash(folder, ['Dockerfile'])).toBe(before);
  });
});
