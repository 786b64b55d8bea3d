import type { NodePower } from '../../../../contract/index.ts';
import type { EngineEvent } from '../../engine-api.ts';
import { machinesOf, type SandboxSpec } from '../../provider.ts';
import type { Clock } from './clock.ts';
import { advance, type Cluster, firstNetworks, type Machine, type Random, type Timing } from './model/index.ts';

/** The machines of one sandbox, running: the model, its clock, and who listens. */
export interface Site {
  readonly spec: SandboxSpec;
  readonly cluster: Cluster;
  readonly clock: Clock;
  machine(name: string): Machine;
  /** Makes a change and lets everything follow that follows at once. */
  act<T>(change: () => T): T;
  /** Calls back after every change of anything. */
  onChange(listener: () => void): () => void;
  onEvent(machine: Machine, listener: (event: EngineEvent) => void): () => void;
  onPower(machine: Machine, listener: (power: NodePower) => void): () => void;
  setPower(machine: Machine, power: NodePower): void;
  /** Nothing moves any more. */
  end(): void;
}

export interface SiteSettings {
  readonly clock: Clock;
  readonly timing: Timing;
  readonly random: Random;
  /** The third number of the sandbox's addresses. */
  readonly subnet: number;
}

/** Addresses of the first node: 172.30.n.11, as far from Docker's own networks as the real provider's. */
const FIRST_HOST = 11;

function makeMachines(spec: SandboxSpec, settings: SiteSettings): Machine[] {
  const { clock, random, subnet } = settings;
  return machinesOf(spec).map((name, i) => ({
    name,
    address: `172.30.${subnet}.${FIRST_HOST + i}`,
    ...(spec.interfaces === 2 ? { publicAddress: `198.18.${subnet}.${FIRST_HOST + i}` } : {}),
    power: i < spec.nodes.length ? 'starting' : 'spare',
    containers: new Map(),
    networks: new Map(firstNetworks({ random, now: clock.now }).map((n) => [n.id, n])),
  }));
}

/** A set of callbacks that can be added to and taken from at any time. */
function listeners<T>() {
  const all = new Set<{ call: (value: T) => void }>();
  return {
    add(call: (value: T) => void): () => void {
      const entry = { call };
      all.add(entry);
      return () => all.delete(entry);
    },
    tell(value: T): void {
      for (const entry of [...all]) entry.call(value);
    },
  };
}

/** Sets up the machines of a sandbox; they are not on yet. */
export function createSite(spec: SandboxSpec, settings: SiteSettings): Site {
  const { clock, timing, random } = settings;
  const machines = makeMachines(spec, settings);
  const changed = listeners<void>();
  const events = new Map(machines.map((m) => [m, listeners<EngineEvent>()]));
  const powers = new Map(machines.map((m) => [m, listeners<NodePower>()]));
  const emit = (machine: Machine, event: EngineEvent) => events.get(machine)?.tell(event);
  const cluster: Cluster = { machines, timing, random, now: clock.now, emit };
  const pulse = createPulse(clock, () => advance(cluster), changed.tell);

  return {
    spec,
    cluster,
    clock,
    machine(name) {
      const found = machines.find((m) => m.name === name);
      if (!found) throw new RangeError(`the sandbox has no node ${name}`);
      return found;
    },
    act(change) {
      const result = change();
      pulse.beat();
      return result;
    },
    onChange: changed.add,
    onEvent: (machine, listener) => events.get(machine)?.add(listener) ?? (() => {}),
    onPower: (machine, listener) => powers.get(machine)?.add(listener) ?? (() => {}),
    setPower(machine, power) {
      if (machine.power === power) return;
      machine.power = power;
      if (power === 'stopped') cutOff(machine, clock.now());
      powers.get(machine)?.tell(power);
      pulse.beat();
    },
    end: pulse.end,
  };
}

/** Without power every program ends, and no engine is left to tell of it. */
function cutOff(machine: Machine, now: number): void {
  for (const container of machine.containers.values()) {
    if (container.state === 'running') Object.assign(container, { state: 'exited', exitCode: 255, finishedAt: now });
  }
}

/** Advances the model at every change and whenever something is due. */
function createPulse(clock: Clock, advanceModel: () => number, tell: () => void) {
  let stopTimer = () => {};
  let isBeating = false;
  let hasEnded = false;
  const beat = () => {
    if (isBeating || hasEnded) return;
    isBeating = true;
    stopTimer();
    try {
      const next = advanceModel();
      if (Number.isFinite(next)) stopTimer = clock.after(Math.max(0, next - clock.now()), beat);
    } finally {
      isBeating = false;
    }
    tell();
  };
  return {
    beat,
    end() {
      hasEnded = true;
      stopTimer();
    },
  };
}

/** Resolves when the condition holds; looks again after every change. */
export function until(site: Site, holds: () => boolean, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    if (holds()) return resolve();
    const stop = site.onChange(() => {
      if (!holds()) return;
      finish();
      resolve();
    });
    const onAbort = () => {
      finish();
      reject(signal.reason);
    };
    const finish = () => {
      stop();
      signal.removeEventListener('abort', onAbort);
    };
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
