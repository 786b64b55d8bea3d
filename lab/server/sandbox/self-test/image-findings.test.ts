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
