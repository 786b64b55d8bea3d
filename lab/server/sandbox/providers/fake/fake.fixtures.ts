import type { RunResult } from '../../provider.ts';
import { type ManualClock, manualClock } from './clock.ts';
import type { Machine, Member, Random, Swarm, Task } from './model/index.ts';
import { runProgram } from './run-program.ts';
import type { Site } from './site.ts';
import { createFakeWorld, type Held } from './world.ts';

/** Numbers that look random and are the same in every run (mulberry32). */
export function seededRandom(seed = 1): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One step of the bench's clock, as the provider counts them. */
export const STEP = 10;

/** Machines on a clock that moves by hand, and a way to type on them. */
export interface Bench {
  readonly held: Held;
  readonly site: Site;
  readonly clock: ManualClock;
  machine(number: number): Machine;
  /** Runs a line on a node; time goes on until it is done. */
  sh(number: number, line: string): Promise<RunResult>;
  /** The output of a line that must succeed. */
  read(number: number, line: string): Promise<string>;
  /** Lets so many steps pass. */
  steps(count: number): Promise<void>;
}

/** More steps than any line takes. */
const PATIENCE = 3000;

/** A bench of so many nodes, all of them on. */
export function startBench(nodes = 5, seed = 1): Bench {
  const clock = manualClock();
  const world = createFakeWorld({ now: clock.now, clock, delayMs: STEP, random: seededRandom(seed) });
  const names = Array.from({ length: nodes }, (_, i) => `node${i + 1}`);
  const held = world.add({ id: 'bench', nodes: names, labels: {} });
  const { site } = held;
  for (const machine of site.cluster.machines) site.setPower(machine, 'running');
  const bench: Bench = {
    held,
    site,
    clock,
    machine: (number) => site.machine(`node${number}`),
    sh(number, line) {
      const signal = new AbortController().signal;
      return finish(clock, runProgram(held, bench.machine(number), { argv: ['sh', '-c', line], signal }));
    },
    async read(number, line) {
      const { exitCode, stdout, stderr } = await bench.sh(number, line);
      if (exitCode !== 0) throw new Error(`node${number}: ${line}: ${exitCode} ${stderr}`);
      return stdout.trim();
    },
    steps: (count) => clock.advance(count * STEP),
  };
  return bench;
}

async function finish<T>(clock: ManualClock, work: Promise<T>): Promise<T> {
  let isDone = false;
  const done = () => {
    isDone = true;
  };
  work.then(done, done);
  for (let i = 0; i < PATIENCE; i++) {
    await clock.advance(i === 0 ? 0 : STEP);
    if (isDone) return work;
  }
  throw new Error('it did not come to its end');
}

/** A bench whose nodes form a swarm: the first `managers` are managers. */
export async function startSwarm(managers = 3, nodes = 5, seed = 1): Promise<Bench> {
  const bench = startBench(nodes, seed);
  await bench.read(1, 'docker swarm init --advertise-addr $(hostname -i)');
  for (let n = 2; n <= nodes; n++) {
    const token = await bench.read(1, `docker swarm join-token -q ${n <= managers ? 'manager' : 'worker'}`);
    await bench.read(n, `docker swarm join --token ${token} node1:2377`);
  }
  return bench;
}

/** The swarm a machine is in. */
export function swarmOf(bench: Bench, number = 1): Swarm {
  const swarm = bench.machine(number).membership?.swarm;
  if (!swarm) throw new Error(`node${number} is in no swarm`);
  return swarm;
}

/** The member that a machine is. */
export function memberOf(bench: Bench, number: number, seenFrom = 1): Member {
  const member = [...swarmOf(bench, seenFrom).members.values()].filter((m) => m.machine === `node${number}`).at(-1);
  if (!member) throw new Error(`node${number} is no member`);
  return member;
}

/** Tasks that are meant to run and do. */
export function runningTasks(swarm: Swarm): Task[] {
  return [...swarm.tasks.values()].filter((t) => t.desired === 'running' && t.state === 'running');
}
