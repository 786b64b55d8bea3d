import { type FaultAction, LabError, type NodePower } from '../../../../contract/index.ts';
import type { RunResult, SandboxNode, ShellSize, ShellStream } from '../../provider.ts';
import { HOME, resolvePath } from './file-tree.ts';
import type { Machine } from './model/index.ts';
import { createNodeEngine } from './node-engine.ts';
import type { ProgramIo } from './program.ts';
import { findProgram, ShellExit } from './shell/index.ts';
import { until } from './site.ts';
import type { Held } from './world.ts';

/** Output of a run beyond this is cut. */
const MAX_OUTPUT_CHARS = 1024 * 1024;

/** One simulated machine, and the end of what was opened through it. */
export interface FakeNode extends SandboxNode {
  release(): void;
}

/** The port's view of a machine. */
export function createSandboxNode(held: Held, machine: Machine): FakeNode {
  const { site } = held;
  const home = held.home(machine);
  const released = new AbortController();
  const watches = new Set<() => void>();

  /** Everything that happens on a machine needs it on. */
  async function on(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (machine.power !== 'running') throw new LabError('nodeDown', whyDown(machine));
  }

  return {
    name: machine.name,
    address: machine.address,
    engine: createNodeEngine(site, machine),
    get power(): NodePower {
      return machine.power;
    },
    onPower(listener) {
      const stop = site.onPower(machine, listener);
      watches.add(stop);
      return () => {
        watches.delete(stop);
        stop();
      };
    },
    async openShell(name: string, size: ShellSize, signal: AbortSignal): Promise<ShellStream> {
      await on(signal);
      return home.shell(name).attach(size, released.signal);
    },
    async run(argv, signal, input) {
      await on(signal);
      return runToEnd(held, machine, { argv, input, signal });
    },
    async readFile(path, maxBytes, signal) {
      await on(signal);
      const bytes = home.files.read(resolvePath(HOME, path));
      if (bytes && bytes.length > maxBytes)
        throw new LabError('badRequest', `${path} on ${machine.name} has more than ${maxBytes} bytes.`);
      return bytes;
    },
    async writeFile(path, bytes, signal) {
      await on(signal);
      home.files.write(resolvePath(HOME, path), bytes.slice());
    },
    fault: (action, signal) => doFault(held, machine, action, signal),
    release() {
      for (const stop of watches) stop();
      watches.clear();
      released.abort();
    },
  };
}

function whyDown({ name, power }: Machine): string {
  if (power === 'paused') return `${name} is paused. Resume it to go on.`;
  if (power === 'starting') return `${name} is starting. Try again in a moment.`;
  return `${name} is stopped. Start it to go on.`;
}

async function doFault(held: Held, machine: Machine, action: FaultAction, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const { site } = held;
  const { power } = machine;
  const isUp = power === 'running' || power === 'paused';
  if ((action === 'pause' || action === 'resume') && !isUp) throw new LabError('nodeDown', whyDown(machine));
  if (action === 'stop' && power !== 'stopped') site.setPower(machine, 'stopped');
  if (action === 'pause' && power === 'running') site.setPower(machine, 'paused');
  if (action === 'resume' && power === 'paused') site.setPower(machine, 'running');
  if (action !== 'start' || power === 'running') return;
  if (power === 'paused') site.setPower(machine, 'running');
  else await startMachine(held, machine, signal);
}

/** Power on, then the engine comes up. An abort ends the waiting, not the start. */
export async function startMachine(held: Held, machine: Machine, signal: AbortSignal): Promise<void> {
  const { site } = held;
  if (machine.power !== 'starting') {
    site.setPower(machine, 'starting');
    site.clock.after(site.cluster.timing.bootMs, () => {
      if (machine.power === 'starting') site.setPower(machine, 'running');
    });
  }
  await until(site, () => machine.power !== 'starting', signal);
}

interface Run {
  readonly argv: readonly string[];
  readonly input?: string | Uint8Array;
  readonly signal: AbortSignal;
}

async function runToEnd(held: Held, machine: Machine, { argv, input, signal }: Run): Promise<RunResult> {
  const [name = '', ...args] = argv;
  const said = { stdout: '', stderr: '' };
  const append = (key: keyof typeof said) => (text: string) => {
    said[key] = (said[key] + text).slice(0, MAX_OUTPUT_CHARS);
  };
  const program = findProgram(name);
  if (!program) return { exitCode: 127, stdout: '', stderr: `${name}: executable file not found in $PATH\n` };
  const stop = new AbortController();
  const cutOff = held.site.onPower(machine, (power) => power === 'stopped' && stop.abort(gone(machine)));
  const io: ProgramIo = {
    stdin: typeof input === 'string' ? input : new TextDecoder().decode(input),
    isTty: false,
    out: append('stdout'),
    err: append('stderr'),
    signal: AbortSignal.any([signal, stop.signal]),
  };
  try {
    const exitCode = await program(args, io, held.home(machine).session());
    io.signal.throwIfAborted();
    return { exitCode, ...said };
  } catch (error) {
    if (error instanceof ShellExit) return { exitCode: error.status, ...said };
    throw error;
  } finally {
    cutOff();
  }
}

const gone = (machine: Machine) =>
  new LabError('nodeDown', `${machine.name} went off while a program ran on it. Start it to go on.`);
