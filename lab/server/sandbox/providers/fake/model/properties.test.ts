import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quorumOf, TASK_STATES } from '../../../../../contract/index.ts';
import { manualClock } from '../clock.ts';
import { type Bench, STEP, seededRandom } from '../fake.fixtures.ts';
import { createFakeWorld } from '../world.ts';
import {
  createService,
  initSwarm,
  joinSwarm,
  killContainer,
  newSpec,
  newTemplate,
  removeService,
  type Swarm,
  updateNode,
  updateService,
  voters,
} from './index.ts';

/** A thing that learners and fate do to a cluster. */
type Deed =
  | { readonly kind: 'create'; readonly replicas: number; readonly isGlobal: boolean }
  | { readonly kind: 'scale'; readonly pick: number; readonly replicas: number }
  | { readonly kind: 'force' | 'remove'; readonly pick: number }
  | { readonly kind: 'availability'; readonly node: number; readonly to: 'active' | 'pause' | 'drain' }
  | { readonly kind: 'role'; readonly node: number; readonly to: 'manager' | 'worker' }
  | { readonly kind: 'power'; readonly node: number; readonly to: 'stopped' | 'paused' | 'running' }
  | { readonly kind: 'kill'; readonly node: number; readonly pick: number }
  | { readonly kind: 'wait'; readonly steps: number };

const node = fc.integer({ min: 0, max: 4 });
const pick = fc.nat(9);
const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({ kind: fc.constant('create' as const), replicas: fc.integer({ min: 0, max: 6 }), isGlobal: fc.boolean() }),
  fc.record({ kind: fc.constant('scale' as const), pick, replicas: fc.integer({ min: 0, max: 7 }) }),
  fc.record({ kind: fc.constantFrom('force' as const, 'remove' as const), pick }),
  fc.record({ kind: fc.constant('availability' as const), node, to: fc.constantFrom('active', 'pause', 'drain') }),
  fc.record({ kind: fc.constant('role' as const), node, to: fc.constantFrom('manager', 'worker') }),
  fc.record({ kind: fc.constant('power' as const), node, to: fc.constantFrom('stopped', 'paused', 'running') }),
  fc.record({ kind: fc.constant('kill' as const), node, pick }),
  fc.record({ kind: fc.constant('wait' as const), steps: fc.integer({ min: 1, max: 40 }) }),
) as fc.Arbitrary<Deed>;

type Model = Pick<Bench, 'site' | 'clock'> & { readonly swarm: Swarm };

function start(seed: number): Model {
  const clock = manualClock();
  const world = createFakeWorld({ now: clock.now, clock, delayMs: STEP, random: seededRandom(seed) });
  const nodes = ['node1', 'node2', 'node3', 'node4', 'node5'];
  const { site } = world.add({ id: 'model', nodes, labels: {} });
  const { cluster } = site;
  for (const machine of cluster.machines) site.setPower(machine, 'running');
  const [first, ...others] = cluster.machines;
  if (!first) throw new Error('no machine');
  const swarm = site.act(() => initSwarm(cluster, first));
  for (const [i, machine] of others.entries())
    site.act(() => joinSwarm(cluster, machine, i < 2 ? swarm.tokens.manager : swarm.tokens.worker, 'node1:2377'));
  return { site, clock, swarm };
}

async function act(model: Model, d: Deed): Promise<void> {
  const { site, swarm } = model;
  const { cluster } = site;
  if (d.kind === 'wait') return model.clock.advance(d.steps * STEP);
  const machine = 'node' in d ? cluster.machines[d.node] : undefined;
  if (d.kind === 'power' && machine) return site.setPower(machine, d.to);
  if (d.kind === 'kill' && machine) {
    const running = [...machine.containers.values()].filter((c) => c.state === 'running');
    const container = running[d.pick % Math.max(1, running.length)];
    if (container && machine.power === 'running') site.act(() => killContainer(cluster, machine, container));
    return;
  }
  // Everything else asks a manager, and there must be one to ask.
  if (swarm.leaderId !== undefined) site.act(() => ask(model, d));
}

function ask({ site, swarm }: Model, d: Deed): void {
  const { cluster } = site;
  const services = [...swarm.services.values()];
  const service = 'pick' in d ? services[d.pick % Math.max(1, services.length)] : undefined;
  const member = 'node' in d ? [...swarm.members.values()][d.node] : undefined;
  if (d.kind === 'create' && services.length < 4) {
    const mode = d.isGlobal ? ({ kind: 'global' } as const) : ({ kind: 'replicated', replicas: d.replicas } as const);
    const template = newTemplate('alpine:3.22', ['sleep', '100000']);
    createService(cluster, swarm, newSpec(cluster, { name: `s${swarm.index}`, mode, template }));
  } else if (d.kind === 'scale' && service?.spec.mode.kind === 'replicated')
    updateService(cluster, swarm, service, { ...service.spec, mode: { kind: 'replicated', replicas: d.replicas } });
  else if (d.kind === 'force' && service) {
    const { template } = service.spec;
    updateService(cluster, swarm, service, {
      ...service.spec,
      template: { ...template, forceUpdate: template.forceUpdate + 1 },
    });
  } else if (d.kind === 'remove' && service) removeService(cluster, swarm, service);
  else if (d.kind === 'availability' && member) updateNode(cluster, swarm, member, { availability: d.to });
  else if (d.kind === 'role' && member) {
    const { all, present } = voters(cluster, swarm);
    const left = present.filter((m) => m.id !== member.id).length;
    const isSafe = d.to === 'manager' || member.role === 'worker' || left >= quorumOf(all.length - 1);
    if (isSafe && (all.length > 1 || d.to === 'manager')) updateNode(cluster, swarm, member, { role: d.to });
  }
}

/** What holds at every instant. */
function judge({ site, swarm }: Model, seen: Map<string, number>): void {
  const { all, present } = voters(site.cluster, swarm);
  if (swarm.leaderId !== undefined) expect(present.length).toBeGreaterThanOrEqual(quorumOf(all.length));
  const slots = new Set<string>();
  for (const task of swarm.tasks.values()) {
    const at = TASK_STATES.indexOf(task.state);
    expect(at, 'observed states only move forward').toBeGreaterThanOrEqual(seen.get(task.id) ?? 0);
    seen.set(task.id, at);
    expect(task.version).toBeLessThanOrEqual(swarm.index);
    if (task.desired !== 'running' || task.state !== 'running') continue;
    const slot = `${task.serviceId}/${task.slot ?? task.memberId}`;
    expect(slots.has(slot), 'two running tasks in one slot').toBe(false);
    slots.add(slot);
    if (swarm.leaderId === undefined) continue;
    const member = swarm.members.get(task.memberId ?? '');
    expect(member?.availability, 'a task that is meant to run on a drained node').not.toBe('drain');
    expect(member?.state, 'a task that is meant to run on a node that is down').not.toBe('down');
  }
}

describe('the model', () => {
  it('keeps its promises whatever is done to it, and heals when everything is back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { maxLength: 40, size: 'max' }), fc.nat(1000), async (deeds, seed) => {
        const model = start(seed);
        const seen = new Map<string, number>();
        model.site.onChange(() => judge(model, seen));
        for (const d of deeds) await act(model, d);
        await heal(model);
        expectHealed(model);
      }),
      { numRuns: 100 },
    );
  }, 60_000);
});

async function heal(model: Model): Promise<void> {
  const { site, swarm, clock } = model;
  for (const machine of site.cluster.machines) site.setPower(machine, 'running');
  await clock.advance(60 * STEP);
  expect(swarm.leaderId).toBeDefined();
  for (const member of swarm.members.values())
    site.act(() => updateNode(site.cluster, swarm, member, { availability: 'active' }));
  await clock.advance(400 * STEP);
}

/** With a quorum, all nodes active, and time: as many run as are asked for, each in its place, and nothing else does. */
function expectHealed({ site, swarm }: Model): void {
  const wanted = new Set<string>();
  for (const service of swarm.services.values()) {
    const { mode } = service.spec;
    const running = [...swarm.tasks.values()].filter((t) => t.serviceId === service.id && t.desired === 'running');
    expect(running.map((t) => t.state)).toEqual(running.map(() => 'running'));
    // An update that saw a failure waits for a person, with the old tasks that are left.
    if (service.update?.state !== 'paused')
      expect(running.every((t) => t.template === service.spec.template)).toBe(true);
    for (const task of running) wanted.add(task.containerId ?? '');
    if (mode.kind === 'global') expect(new Set(running.map((t) => t.memberId)).size).toBe(5);
    else {
      // A scale-down may leave gaps between the numbers, as in a real swarm.
      expect(running).toHaveLength(mode.replicas);
      expect(new Set(running.map((t) => t.slot)).size).toBe(mode.replicas);
    }
  }
  const containers = site.cluster.machines.flatMap((m) => [...m.containers.values()]);
  expect(new Set(containers.filter((c) => c.state === 'running').map((c) => c.id))).toEqual(wanted);
}
