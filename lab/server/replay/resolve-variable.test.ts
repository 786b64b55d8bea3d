import { describe, expect, it } from 'vitest';
import { LabError } from '../../contract/index.ts';
import { EngineRefusal, type EngineSwarm, type SandboxNode } from '../sandbox/index.ts';
import { resolveVariable } from './resolve-variable.ts';

const swarm = (manager: string): EngineSwarm => ({ ID: 's', JoinTokens: { Manager: manager, Worker: 'SWMTKN-1-a-w' } });
const node = (name: string, ask: () => Promise<EngineSwarm>, power = 'running'): SandboxNode =>
  ({
    name,
    address: '172.30.0.12',
    power,
    engine: { swarm: ask, nodes: async () => [{ ManagerStatus: { Leader: true, Addr: '172.30.0.13:2377' } }] },
  }) as unknown as SandboxNode;
const worker = node('node1', () => Promise.reject(new EngineRefusal(503, 'This node is not a swarm manager.')));
const stuck = node('node2', () => new Promise(() => {}));
const manager = node('node3', async () => swarm('SWMTKN-1-a-m'));
const signal = new AbortController().signal;

describe('the value of a variable', () => {
  it('comes from whichever manager can say, though others refuse or are stuck', async () => {
    expect(await resolveVariable('token.manager', [worker, stuck, manager], signal)).toBe('SWMTKN-1-a-m');
    expect(await resolveVariable('token.worker', [worker, stuck, manager], signal)).toBe('SWMTKN-1-a-w');
  });

  it('is the address of a node, or of the leader without its port', async () => {
    expect(await resolveVariable('address.node2', [worker, stuck], signal)).toBe('172.30.0.12');
    expect(await resolveVariable('address.leader', [manager], signal)).toBe('172.30.0.13');
  });

  it('is refused with what is missing when no manager answers', async () => {
    const off = node('node3', async () => swarm('SWMTKN-1-a-m'), 'stopped');
    await expect(resolveVariable('token.manager', [worker, off], signal)).rejects.toThrow(
      /No manager answers.*Make the swarm first/,
    );
    await expect(resolveVariable('address.node9', [worker], signal)).rejects.toThrow(LabError);
  });

  it('is never anything that a shell would read as more than a word', async () => {
    const evil = node('node1', async () => swarm('SWMTKN-1-a-m; rm -rf /'));
    await expect(resolveVariable('token.manager', [evil], signal)).rejects.toThrow('not fit to be typed');
  });
});
