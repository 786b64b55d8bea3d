import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { keepPulse, readPulse } from './pulse.ts';

const folder = mkdtempSync(join(tmpdir(), 'miner-pulse-'));
const file = join(folder, 'pulse.json');
afterAll(() => rmSync(folder, { recursive: true }));

describe('the health check', () => {
  const NOW = 1_000_000;
  it.each([
    ['beats and is answered', 500, 500, true, 'mining'],
    ['has waited for Redis for a while', 500, 60_000, true, 'waiting for Redis for 60 s'],
    ['has waited for Redis for too long', 500, 130_000, false, 'Redis has not answered for 130 s'],
    ['hangs', 20_000, 20_000, false, 'the miner hangs: no sign for 20 s'],
  ])('of a miner that %s', (_, silent, away, healthy, sentence) => {
    writeFileSync(file, JSON.stringify({ at: NOW - silent, answeredAt: NOW - away }));
    expect(readPulse(file, NOW)).toEqual({ healthy, sentence });
  });

  it('fails when there is no miner', () => {
    expect(readPulse(join(folder, 'nobody.json'), NOW)).toMatchObject({ healthy: false });
  });

  it('reads what the miner keeps, until it stops', () => {
    const end = keepPulse(file, () => Date.now(), vi.fn());
    expect(readPulse(file, Date.now())).toEqual({ healthy: true, sentence: 'mining' });
    end();
    expect(readPulse(file, Date.now()).healthy).toBe(false);
  });

  it('is the only thing that suffers from a file that cannot be written', () => {
    const log = vi.fn();
    keepPulse(join(folder, 'nowhere', 'pulse.json'), () => 0, log)();
    expect(log).toHaveBeenCalledExactlyOnceWith('warn', expect.stringContaining('health check'), expect.anything());
  });
});
