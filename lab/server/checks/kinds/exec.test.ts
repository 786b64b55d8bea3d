import { describe, expect, test } from 'vitest';
import type { CheckOf, ContainerView } from '../../../contract/index.ts';
import type { Trouble } from '../finding.ts';
import { NOW, sampleSnapshot, sampleWorld } from '../sample-world.ts';
import { type ExecEvidence, exec } from './exec.ts';

const container = (changes: Partial<ContainerView> = {}): ContainerView => ({
  key: 'node3/c',
  id: 'c',
  node: 'node3',
  name: 'devcoin_redis.1.x',
  image: 'redis:8',
  state: 'running',
  createdAt: NOW,
  service: 'devcoin_redis',
  ...changes,
});
const find = (
  evidence: Partial<ExecEvidence> | Trouble | undefined,
  expected: Partial<CheckOf<'exec'>> = {},
  containers = [container()],
) =>
  exec.judge(
    { kind: 'exec', title: 'x', service: 'devcoin_redis', run: ['redis-cli', 'ping'], exitCode: 0, ...expected },
    sampleWorld<ExecEvidence>(
      sampleSnapshot({ containers }),
      evidence
        ? { evidence: 'trouble' in evidence ? evidence : { node: 'node3', exitCode: 0, output: '', ...evidence } }
        : {},
    ),
  );

describe('a program in a container of a service', () => {
  test('is met by what it prints', () => {
    expect(find({ output: 'NOAUTH Authentication required.\n' }, { contains: 'NOAUTH' })).toEqual({
      state: 'met',
      because: '“redis-cli ping” in devcoin_redis on node3 prints “NOAUTH Authentication required.”.',
    });
    expect(find({ output: ' PONG\n' }, { equals: 'PONG' }).state).toBe('met');
    expect(find({ output: 'PONG' }, { lacks: 'NOAUTH' }).state).toBe('met');
  });

  test('is not yet met when it prints something else', () => {
    expect(find({ output: 'PONG' }, { contains: 'NOAUTH' }).because).toContain('prints “PONG”; “NOAUTH” is wanted');
    expect(find({ output: 'PONG!' }, { equals: 'PONG' }).state).toBe('notYet');
    expect(find({ output: '' }, { equals: 'PONG' }).because).toContain('prints nothing');
    expect(find({ output: 'NOAUTH' }, { lacks: 'NOAUTH' }).because).toContain('must not be in it');
  });

  test('ends with the wanted exit code, or its words are told', () => {
    const finding = find({ exitCode: 1, output: "cat: can't open '/run/secrets/redis'" });
    expect(finding.because).toBe(
      "“redis-cli ping” in devcoin_redis on node3 ends with exit code 1: cat: can't open '/run/secrets/redis'.",
    );
    expect(find({ exitCode: 1 }, { exitCode: 1 }).state).toBe('met');
    expect(find({ exitCode: 1, output: 'x' }, { exitCode: 'any', contains: 'x' }).state).toBe('met');
  });

  test('needs a container that runs', () => {
    expect(find({}, {}, []).because).toBe('No container of devcoin_redis runs.');
    expect(find({}, {}, [container({ state: 'exited' })]).state).toBe('notYet');
    expect(find(undefined).state).toBe('couldNotCheck');
    expect(find({ trouble: 'It hangs.' }).state).toBe('couldNotCheck');
  });
});
