import { expect, it } from 'vitest';
import { imageTable } from './images.ts';

it('says of each image how big it is and what it is made of', () => {
  const present = { id: 'sha256:1', image: '' };
  const table = imageTable([
    {
      image: 'redis:8',
      sources: ['registry', 'build'],
      present: { ...present, bytes: 21_178_472, standsIn: 'Redis of Debian' },
    },
    { image: 'node:24-slim', sources: ['registry'], present: { ...present, bytes: 3_141_765, carries: 'packages' } },
    { image: 'webui:1.0', sources: ['project'], present: { ...present, bytes: 172_000_000, madeOf: '0123456789ab' } },
    { image: 'registry:2', sources: ['registry', 'build'] },
  ]);
  expect(table.split('\n')).toEqual([
    '  redis:8        21 MB  stand-in: Redis of Debian',
    '  node:24-slim  3.1 MB  from the registry; carries packages',
    '  webui:1.0     172 MB  built from this project',
    '  registry:2            not there yet; sources: registry, build',
  ]);
});
