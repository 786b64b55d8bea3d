import { pino } from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Provider, Sandbox } from '../sandbox/index.ts';
import { withMesh } from './index.ts';
import { service } from './mesh.fixtures.ts';
import { ScriptedSwarm } from './scripted.fixtures.ts';

const log = pino({ level: 'silent' });
const SPEC = { id: 'scripted', nodes: ['node1'], labels: {} };
const { signal } = new AbortController();

let swarm: ScriptedSwarm;
let provider: Provider;

beforeEach(() => {
  vi.useFakeTimers();
  swarm = new ScriptedSwarm(SPEC.nodes);
  const bare: Provider = { kind: 'dind', open: async () => swarm, adopt: async () => [swarm], close: async () => {} };
  provider = withMesh(bare, { log, now: Date.now });
});
afterEach(async () => {
  await provider.close();
  vi.useRealTimers();
});

/** Whether a service that comes now gets its rules. */
async function isKept(): Promise<boolean> {
  const before = swarm.node('node1').runs.length;
  swarm.services = [service({ id: `at${before}`, ports: [{ from: 8000 + before, to: 80 }] })];
  swarm.node('node1').say('service', 'create');
  await vi.advanceTimersByTimeAsync(3000);
  return swarm.node('node1').runs.length > before;
}

it('keeps the mesh of a sandbox that it opens, until that is taken down', async () => {
  const sandbox = await provider.open(SPEC, { signal });
  expect(sandbox.nodes).toBe(swarm.nodes);
  expect(await isKept()).toBe(true);
  await sandbox.destroy(signal);
  expect(await isKept()).toBe(false);
});

it.each([
  ['it is let go of', (sandbox: Sandbox) => sandbox.release()],
  ['the provider is closed', () => provider.close()],
])('keeps the mesh of a sandbox that it finds, until %s', async (_, end) => {
  const [sandbox] = await provider.adopt(signal);
  if (!sandbox) throw new Error('nothing was found');
  expect(await isKept()).toBe(true);
  await end(sandbox);
  expect(await isKept()).toBe(false);
});
