import { describe, expect, test } from 'vitest';
import type { CheckOf, ServiceView } from '../../../contract/index.ts';
import { NOW, sampleService, sampleSnapshot, sampleWorld } from '../sample-world.ts';
import { service } from './service.ts';

const port = { published: 5000, target: 5000, protocol: 'tcp', mode: 'ingress' } as const;
const miner = sampleService({
  name: 'devcoin_miner',
  networks: ['private'],
  aliases: ['miner'],
  ports: [port],
  configFiles: [{ name: 'miner_v2', target: '/etc/devcoin/miner.yml' }],
  secretFiles: [{ name: 'redis', target: 'redis' }],
  env: ['MODE=queue'],
  constraints: ['node.role == manager'],
  volumes: ['coins'],
  updateState: 'completed',
});
const find = (expected: Partial<CheckOf<'service'>>, others: ServiceView[] = [miner]) =>
  service.judge(
    { kind: 'service', title: 'x', service: 'devcoin_miner', ...expected },
    sampleWorld(sampleSnapshot({ services: others })),
  );

describe('the parts of a service', () => {
  test('are met as its spec has them', () => {
    const all = {
      networks: ['private'],
      alias: 'miner',
      ports: [{ published: 5000, target: 5000 }],
      configs: [{ name: 'miner_v2', target: '/etc/devcoin/miner.yml' }],
      secrets: [{ name: 'redis', target: '/run/secrets/redis' }],
      env: { MODE: 'queue' },
      constraints: ['node.role==manager'],
      volumes: ['coins'],
      updateState: 'completed',
    } as const;
    expect(find(structuredClone(all) as unknown as Partial<CheckOf<'service'>>).state).toBe('met');
  });

  test('are told one by one where they are not', () => {
    expect(find({ networks: ['proxy'] }).because).toBe('devcoin_miner is on private; proxy is missing.');
    expect(find({ alias: 'digger' }).because).toContain('is also known as miner; the alias digger is wanted');
    expect(find({ env: { MODE: 'naive' } }).because).toBe('devcoin_miner has MODE=queue; MODE=naive is wanted.');
    expect(find({ volumes: ['redis'] }).because).toBe('devcoin_miner mounts coins; redis is wanted.');
    expect(find({ env: { LEVEL: 'debug' } }).because).toContain('no variable LEVEL');
    expect(find({ constraints: ['node.role==worker'] }).because).toContain('nodes with node.role==manager');
    expect(find({ updateState: 'rollback_completed' }).because).toContain('is completed; rollback completed is wanted');
  });

  test('are exactly these configs and secrets', () => {
    expect(find({ configs: [{ name: 'miner' }] }).because).toBe(
      'devcoin_miner does not have the config miner; it has miner_v2.',
    );
    const both = { ...miner, configFiles: [...(miner.configFiles ?? []), { name: 'miner', target: '/old.yml' }] };
    expect(find({ configs: [{ name: 'miner_v2' }] }, [both]).because).toBe('devcoin_miner still has the config miner.');
    expect(find({ configs: [{ name: 'miner_v2', target: '/etc/miner.yml' }] }).because).toBe(
      'devcoin_miner has the config miner_v2 at /etc/devcoin/miner.yml; /etc/miner.yml is wanted.',
    );
    expect(find({ secrets: [] }).because).toBe('devcoin_miner still has the secret redis.');
    expect(find({ secrets: [{ name: 'my-password' }] }).state).toBe('notYet');
  });

  test('name who has a port that is taken', () => {
    const other = sampleService({ id: 'svc2', name: 'registry', ports: [port] });
    const bare = sampleService({ name: 'devcoin_miner' });
    const wanted = { ports: [{ published: 5000 }] };
    expect(find(wanted, [bare, other]).likely).toContain('taken by the service registry');
    expect(find(wanted, [other])).toMatchObject({
      because: 'There is no service devcoin_miner.',
      likely: expect.stringContaining('taken by the service registry'),
    });
    expect(find({ ports: [{ published: 5000, target: 80 }] }).because).toContain('publishes 5000 to 5000');
    expect(find({ ports: [{ published: 5000, mode: 'host' }] }).state).toBe('notYet');
  });

  test('are new since the step was opened', () => {
    expect(find({ newerThanStep: true }).likely).toContain('docker service rm devcoin_miner');
    expect(find({ newerThanStep: true }, [{ ...miner, createdAt: NOW + 1 }]).state).toBe('met');
  });
});
