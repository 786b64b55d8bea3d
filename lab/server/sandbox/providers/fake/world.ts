import type { SandboxSpec } from '../../provider.ts';
import { type Clock, realClock } from './clock.ts';
import { createFileTree, type FileTree, HOME } from './file-tree.ts';
import { DEFAULT_STEP_MS, type Machine, type Random, type Timing, timingOf } from './model/index.ts';
import type { Session } from './program.ts';
import { findProgram, Shell } from './shell/index.ts';
import { createSite, type Site } from './site.ts';

/** What is on one machine beside its engine: files, and shells that run. */
export interface Home {
  readonly files: FileTree;
  /** The shell of that name, started when there is none. */
  shell(name: string): Shell;
  /** The shells that run. */
  shellNames(): readonly string[];
  /** A session of its own for one program. */
  session(): Session;
}

/** A sandbox as the world holds it. */
export interface Held {
  readonly site: Site;
  home(machine: Machine): Home;
}

/**
 * All that would outlive the lab's server: the sandboxes with their machines, files and shells.
 * Two providers on one world are two runs of the server.
 */
export interface FakeWorld {
  readonly clock: Clock;
  readonly timing: Timing;
  readonly held: ReadonlyMap<string, Held>;
  add(spec: SandboxSpec): Held;
  remove(id: string): void;
}

export interface FakeWorldOptions {
  readonly now: () => number;
  /** The length of one small step; everything else is in proportion. */
  readonly delayMs?: number;
  readonly random?: Random;
  /** For tests: time that moves when it is told to. */
  readonly clock?: Clock;
}

/** A world without sandboxes. */
export function createFakeWorld(o: FakeWorldOptions): FakeWorld {
  const clock = o.clock ?? realClock(o.now);
  const timing = timingOf(o.delayMs ?? DEFAULT_STEP_MS);
  const random = o.random ?? Math.random;
  const held = new Map<string, Held>();
  let subnets = 0;
  return {
    clock,
    timing,
    held,
    add(spec) {
      const site = createSite(spec, { clock, timing, random, subnet: subnets++ % 250 });
      const homes = new Map(site.cluster.machines.map((machine) => [machine, createHome(site, machine)]));
      const entry: Held = {
        site,
        home(machine) {
          const home = homes.get(machine);
          if (!home) throw new RangeError(`${machine.name} is not of this sandbox`);
          return home;
        },
      };
      held.set(spec.id, entry);
      return entry;
    },
    remove(id) {
      const entry = held.get(id);
      held.delete(id);
      if (!entry) return;
      for (const machine of entry.site.cluster.machines) entry.site.setPower(machine, 'stopped');
      entry.site.end();
    },
  };
}

/** What a shell starts with in a real node. */
const VARIABLES: readonly [string, string][] = [
  ['HOME', HOME],
  ['USER', 'root'],
  ['SHELL', '/bin/bash'],
  ['TERM', 'xterm-256color'],
  ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
];

function createHome(site: Site, machine: Machine): Home {
  const fresh = () => createFileTree({ name: machine.name, hosts: site.cluster.machines });
  let files = fresh();
  const shells = new Map<string, Shell>();
  site.onPower(machine, (power) => {
    if (power === 'spare') files = fresh();
    if (power !== 'stopped' && power !== 'spare') return;
    for (const shell of shells.values()) shell.cut();
    shells.clear();
  });
  const session = (): Session => ({
    site,
    machine,
    files,
    variables: new Map([...VARIABLES, ['HOSTNAME', machine.name]]),
    history: [],
    arguments: [],
    cwd: HOME,
    lastStatus: 0,
    size: { cols: 80, rows: 24 },
  });
  return {
    get files() {
      return files;
    },
    session,
    shellNames: () => [...shells.keys()],
    shell(name) {
      const known = shells.get(name);
      if (known) return known;
      const shell = new Shell(session(), findProgram, () => shells.delete(name));
      shells.set(name, shell);
      return shell;
    },
  };
}
