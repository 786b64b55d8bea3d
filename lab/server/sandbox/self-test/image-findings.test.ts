import { expect, it } from 'vitest';
import { imageFindings } from './image-findings.ts';

const PREPARED = { nodeImage: 'devcoin-lab/node:1', goldenVolume: 'golden', online: true, standIns: [] };

it('warns while the images are not made', () => {
  expect(imageFindings(undefined)).toMatchObject([{ id: 'images', state: 'warn', fix: expect.any(String) }]);
});

it('has nothing to say against images from the registry', () => {
  expect(imageFindings(PREPARED).every((finding) => finding.state === 'ok')).toBe(true);
});

it('shows every stand-in as one, and that the registry is out of reach', () => {
  const standIns = [{ image: 'alpine:3.22', because: 'Debian’s busybox' }];
  const warnings = imageFindings({ ...PREPARED, online: false, standIns }).filter(({ state }) => state === 'warn');
  expect(warnings.map(({ id }) => id)).toEqual(['registry', 'stand-in:alpine:3.22']);
  expect(warnings[1]?.sentence).toContain('Debian’s busybox');
});

it('shows what no course needs as what it is, once, without asking for anything', () => {
  const present = { id: 'sha256:1', bytes: 1 };
  const others = [
    { image: 'alpine:3.22', sources: [], present: { ...present, image: 'alpine:3.22', standsIn: 'busybox' } },
    { image: 'node:24-slim', sources: [], present: { ...present, image: 'node:24-slim', carries: 'packages' } },
    { image: 'redis:8', sources: [], present: { ...present, image: 'redis:8', standsIn: 'Redis of Debian' } },
    { image: 'registry:2', sources: [] },
  ];
  const standIns = [{ image: 'alpine:3.22', because: 'busybox' }];
  const told = imageFindings({ ...PREPARED, standIns }, others).slice(2);
  expect(told.map(({ id, state }) => `${id} ${state}`)).toEqual([
    'stand-in:alpine:3.22 warn',
    'carries:node:24-slim ok',
    'stand-in:redis:8 ok',
  ]);
  expect(told[1]?.sentence).toBe('node:24-slim carries packages.');
});
