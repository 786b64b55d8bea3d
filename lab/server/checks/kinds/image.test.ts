import { describe, expect, test } from 'vitest';
import type { CheckOf } from '../../../contract/index.ts';
import type { Trouble } from '../finding.ts';
import { NOW, sampleNode, sampleSnapshot, sampleWorld } from '../sample-world.ts';
import { type ImageEvidence, image } from './image.ts';

const judge = (
  evidence: ImageEvidence | Trouble | undefined,
  expected: Partial<CheckOf<'image'>> = {},
  snapshot = sampleSnapshot(),
) =>
  image.judge(
    { kind: 'image', title: 'x', node: 'node1', image: ['api:1', 'miner:1'], exists: true, ...expected },
    sampleWorld(snapshot, evidence ? { evidence } : {}),
  );
const made = (api: number | undefined, miner: number | undefined) => ({ madeAt: { 'api:1': api, 'miner:1': miner } });

describe('images on a node', () => {
  test('are met when all are there', () => {
    expect(judge(made(1, 1))).toEqual({ state: 'met', because: 'node1 has api:1 and miner:1.' });
    expect(judge(made(1, undefined)).because).toBe('node1 does not have miner:1.');
  });

  test('are of this step when they were made or named after it was opened', () => {
    expect(judge(made(NOW + 1, NOW + 2), { newerThanStep: true }).state).toBe('met');
    const finding = judge(made(NOW + 1, NOW - 1), { newerThanStep: true });
    expect(finding.because).toBe('miner:1 on node1 was there before this step was opened.');
    expect(finding.likely).toContain('Build again');
  });

  test('are gone when none is there', () => {
    expect(judge(made(undefined, undefined), { exists: false }).state).toBe('met');
    expect(judge(made(1, undefined), { exists: false }).because).toBe('One image is still on node1: api:1.');
  });

  test('could not be checked when they were not read, and are not met on a node that is off', () => {
    expect(judge(undefined).state).toBe('couldNotCheck');
    expect(judge({ trouble: 'It hangs.' }).state).toBe('couldNotCheck');
    const off = sampleSnapshot({ nodes: [sampleNode(1, { power: 'stopped' })] });
    expect(judge(made(1, 1), {}, off).because).toContain('node1 is stopped');
  });
});

describe('looking for images', () => {
  const site = (image: (reference: string) => object | undefined) => ({
    sandbox: { nodes: [{ name: 'node1', power: 'running', engine: { image: async (ref: string) => image(ref) } }] },
    snapshot: sampleSnapshot(),
    signal: new AbortController().signal,
  });
  const look = (image: (reference: string) => object | undefined) => {
    const check = { kind: 'image', title: 'x', node: 'node1', image: ['api:1'], exists: true } as const;
    return imageLook({ ...check, image: [...check.image] }, site(image));
  };
  // Only what a look asks of the sandbox is there.
  const imageLook = image.look as unknown as (check: CheckOf<'image'>, site: object) => Promise<ImageEvidence>;

  test('takes the later of its age and its name, as a build from the cache leaves the age', async () => {
    const cached = { Created: '2026-01-01T00:00:00Z', Metadata: { LastTagTime: '2026-02-01T00:00:00Z' } };
    expect(await look(() => cached)).toEqual({ madeAt: { 'api:1': Date.parse('2026-02-01T00:00:00Z') } });
    const pulled = { Created: '2026-01-01T00:00:00Z', Metadata: { LastTagTime: '0001-01-01T00:00:00Z' } };
    expect(await look(() => pulled)).toEqual({ madeAt: { 'api:1': Date.parse('2026-01-01T00:00:00Z') } });
    expect(await look(() => undefined)).toEqual({ madeAt: { 'api:1': undefined } });
  });

  test('tells why it could not', async () => {
    const failing = look(() => {
      throw new Error('The engine is stuck');
    });
    expect(await failing).toEqual({ trouble: 'The images of node1 could not be read: The engine is stuck.' });
  });
});
