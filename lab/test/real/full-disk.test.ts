import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Problem } from '../../contract/index.ts';
import { joinLab } from '../client/lab-page.ts';
import { type FakeLab, startFakeLab } from '../journey/fake-lab.ts';

/** Mounting a small disk takes root. */
const isRoot = process.getuid?.() === 0;

describe.skipIf(!isRoot)('a lab whose disk is full', () => {
  let folder: string;
  let lab: FakeLab;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'small-disk-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder]);
    lab = await startFakeLab({ data: join(folder, 'data') });
  });
  afterAll(async () => {
    await lab?.end();
    execFileSync('umount', [folder]);
    rmdirSync(folder);
  });

  it('says so, goes on, loses nothing, and takes seats again when there is space', async () => {
    const before = await joinLab(lab.url, 'Ada');
    await before.ready();
    const filler = join(folder, 'filler');
    fill(filler);
    const refused = await fetch(`${lab.url}/api/seats`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Bob', course: 'devcoin' }),
    });
    expect(refused.status).toBe(507);
    const problem = (await refused.json()) as Problem;
    expect(problem.detail).toMatch(/disk is full\. Free some space/);
    expect((await fetch(`${lab.url}/healthz`)).status).toBe(200);
    const seat = await fetch(`${lab.url}/api/seat`, { headers: { cookie: before.cookie } });
    expect(await seat.json()).toMatchObject({ name: 'Ada' });
    rmSync(filler);
    const after = await joinLab(lab.url, 'Bob');
    await after.ready();
    before.close();
    after.close();
  });
});

/** Writes until nothing more fits, down to the last bytes. */
function fill(file: string): void {
  for (const size of [64 * 1024, 4096, 1]) {
    try {
      for (;;) writeFileSync(file, Buffer.alloc(size), { flag: 'a' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }
}
