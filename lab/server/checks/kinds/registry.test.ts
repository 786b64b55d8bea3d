import { describe, expect, test } from 'vitest';
import type { CheckOf } from '../../../contract/index.ts';
import type { Trouble } from '../finding.ts';
import { sampleNode, sampleSnapshot, sampleWorld } from '../sample-world.ts';
import { type RegistryEvidence, registry } from './registry.ts';

const IMAGES = ['devcoin/api:1.0', 'devcoin/miner:1.0'];
const local = (digest: string) => ({
  Id: 'sha256:0',
  Created: '',
  RepoDigests: [`127.0.0.1:5000/devcoin/api@${digest}`],
});
const find = (
  images: RegistryEvidence['images'] | Trouble | undefined,
  expected: Partial<CheckOf<'registry'>> = {},
  snapshot = sampleSnapshot(),
) =>
  registry.judge(
    { kind: 'registry', title: 'x', node: 'node1', port: 5000, image: IMAGES, exists: true, ...expected },
    sampleWorld<RegistryEvidence>(
      snapshot,
      images
        ? { evidence: 'trouble' in images ? (images as Trouble) : { images: images as RegistryEvidence['images'] } }
        : {},
    ),
  );
const both = { 'devcoin/api:1.0': { digest: 'sha256:a' }, 'devcoin/miner:1.0': { digest: 'sha256:b' } };

describe('a registry', () => {
  test('is met when it has the images', () => {
    expect(find(both).because).toBe('The registry at port 5000 of node1 has devcoin/api:1.0 and devcoin/miner:1.0.');
  });

  test('says which ones it lacks, and how they may have been lost', () => {
    const finding = find({ ...both, 'devcoin/miner:1.0': {} });
    expect(finding.because).toBe('The registry at port 5000 of node1 does not have devcoin/miner:1.0.');
    expect(finding.likely).toContain('loses all of it when its task is replaced');
  });

  test('to which an image was not pushed where it was built is told so', () => {
    const one = { image: ['devcoin/api:1.0'], sameOn: 'node1' };
    expect(find({ 'devcoin/api:1.0': { local: local('sha256:a') } }, one).likely).toBe(
      'node1 has devcoin/api:1.0. An image is in the registry once it is pushed. A registry without a volume loses it when its task is replaced.',
    );
  });

  test('that does not answer is told', () => {
    const finding = find({ 'devcoin/api:1.0': { failed: 'refused' }, 'devcoin/miner:1.0': { failed: 'refused' } });
    expect(finding.because).toBe('No registry answers at port 5000 of node1: nothing listens there.');
    expect(find({ 'devcoin/api:1.0': { failed: 'silent' } }).because).toContain('no answer came in time');
  });

  test('has what a node has, or an older one', () => {
    const one = { image: ['devcoin/api:1.0'], sameOn: 'node1' };
    const has = (digest: string) => ({ 'devcoin/api:1.0': { digest: 'sha256:a', local: local(digest) } });
    expect(find(has('sha256:a'), one).state).toBe('met');
    expect(find(has('sha256:z'), one).likely).toContain('built again after it was pushed');
    expect(find({ 'devcoin/api:1.0': { digest: 'sha256:a' } }, one).because).toBe(
      'node1 does not have 127.0.0.1:5000/devcoin/api:1.0.',
    );
  });

  test('that must have lost them is met only then', () => {
    expect(find({ 'devcoin/api:1.0': {}, 'devcoin/miner:1.0': {} }, { exists: false }).state).toBe('met');
    expect(find(both, { exists: false }).because).toContain('has devcoin/api:1.0 and devcoin/miner:1.0');
  });

  test('could not be checked unread, and is not yet met on a node that is off', () => {
    expect(find(undefined).state).toBe('couldNotCheck');
    expect(find({ trouble: 'No way.' }).state).toBe('couldNotCheck');
    const nodes = [sampleNode(1, { power: 'paused' })];
    expect(find(both, {}, sampleSnapshot({ nodes })).because).toContain('node1 is paused');
  });
});
