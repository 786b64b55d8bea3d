import { describe, expect, it } from 'vitest';
import type { Finding } from './finding.ts';
import { type Room, roomFindings, seatsThatFit } from './room-findings.ts';

const GIB = 2 ** 30;
const room = (memory: number, disk: number): Room => ({
  memoryBytes: memory * GIB,
  dataDisk: { path: '/data', freeBytes: disk * GIB },
  engineDisk: { path: '/var/lib/docker', freeBytes: disk * GIB },
});
const find = (findings: Finding[], id: string): Finding => {
  const found = findings.find((finding) => finding.id === id);
  if (!found) throw new Error(`no finding ${id}`);
  return found;
};

describe('room on the machine', () => {
  it.each([
    [0.5, 0],
    [1.4, 0],
    [1.5, 1],
    [8, 14],
    [24, 46],
  ])('%d GiB hold %d seats', (memory, seats) => {
    expect(seatsThatFit(memory * GIB)).toBe(seats);
  });

  it('is too little for one cluster below a gibibyte and a half', () => {
    expect(find(roomFindings(room(1.2, 100), undefined), 'memory').state).toBe('bad');
  });

  it('says how many of the wanted seats fit, and how to go on', () => {
    const found = find(roomFindings(room(8, 100), 20), 'memory');
    expect(found).toMatchObject({ state: 'warn', sentence: expect.stringContaining('14 of the 20 seats') });
    expect(found.fix).toContain('--seats 14');
  });

  it('wants more disk for more seats', () => {
    expect(find(roomFindings(room(24, 6), undefined), 'engine-disk').state).toBe('ok');
    expect(find(roomFindings(room(24, 6), 20), 'engine-disk').state).toBe('warn');
    expect(find(roomFindings(room(24, 0.5), 20), 'engine-disk').state).toBe('bad');
  });

  it('warns when the seats have more neighbours than the kernel remembers', () => {
    const full = { ...room(64, 500), neighbours: 1024 };
    expect(find(roomFindings(full, 34), 'neighbours').state).toBe('ok');
    expect(find(roomFindings(full, 35), 'neighbours')).toMatchObject({
      state: 'warn',
      fix: expect.stringContaining('gc_thresh3=2048'),
    });
  });

  it('does not judge a disk that cannot be seen from here', () => {
    const { memoryBytes, dataDisk } = room(8, 100);
    expect(roomFindings({ memoryBytes, dataDisk }, 1).map((finding) => finding.id)).toEqual(['memory', 'data-disk']);
  });
});
