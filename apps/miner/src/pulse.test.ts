import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { keepPulse, pulseFile, pulseOf } from './pulse.ts';

const folder = mkdtempSync(join(tmpdir(), 'miner-pulse-'));
const id = `test-${process.pid}`;
const file = pulseFile(id);
afterAll(() => {
  rmSync(folder, { recursive: true });
  rmSync(file, { force: true });
});

/** What Docker would see. */
function check(): { code: number | null; said: string } {
  const script = resolve(import.meta.dirname, '..', 'health.sh');
  const { status, stdout } = spawnSync('sh', [script], { env: { ...process.env, MINER_ID: id }, encoding: 'utf8' });
  return { code: status, said: stdout.trim() };
}

describe('the health check', () => {
  it.each([
    ['is answered', 500, 0, 'well: mining'],
    ['has waited for Redis for a while', 60_000, 0, 'well: waiting for Redis for 60 s'],
    ['has waited for Redis for too long', 130_000, 1, 'ill: Redis has not answered for 130 s'],
  ])('of a miner that %s', (_, away, code, said) => {
    writeFileSync(file, pulseOf(away));
    expect(check()).toEqual({ code, said });
  });

  it('fails when the miner hangs', () => {
    writeFileSync(file, pulseOf(0));
    const past = Date.now() / 1000 - 20;
    utimesSync(file, past, past);
    expect(check()).toMatchObject({ code: 1, said: expect.stringMatching(/hangs: no sign for 2\d s/) });
  });

  it('passes while the pulse is kept, and fails after', () => {
    const end = keepPulse(file, () => Date.now(), vi.fn());
    expect(check()).toEqual({ code: 0, said: 'well: mining' });
    end();
    expect(check().code).toBe(1);
  });

  it('is the only thing that suffers from a file that cannot be written', () => {
    const log = vi.fn();
    keepPulse(join(folder, 'nowhere', 'pulse'), () => 0, log)();
    expect(log).toHaveBeenCalledExactlyOnceWith('warn', expect.stringContaining('health check'), expect.anything());
  });
});
