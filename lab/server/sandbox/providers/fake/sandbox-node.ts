import type { Duplex } from 'node:stream';
import { type FaultAction, LabError, type NodePower } from '../../../../contract/index.ts';
import type { NodeEngine } from '../../engine-api.ts';
import type { NodeFiles } from '../../node-files.ts';
import type { NodeFile, RunResult, SandboxNode, ShellSize, ShellStream } from '../../provider.ts';
import { browseFiles } from './browse-files.ts';
import { HOME, resolvePath } from './file-tree.ts';
import type { Machine } from './model/index.ts';
import { createNodeEngine } from './node-engine.ts';
import { openPort } from './ports.ts';
import { runProgram } from './run-program.ts';
import { until } from './site.ts';
import type { Held, Home } from './world.ts';

/** The port's view of a simulated machine. */
export class FakeNode implements SandboxNode {
  readonly name: string;
  readonly address: string;
  readonly publicAddress?: string;
  readonly engine: NodeEngine;
  readonly files: NodeFiles;
  readonly #held: Held;
  readonly #machine: Machine;
  readonly #home: Home;
  readonly #released = new AbortController();
  readonly #watches = new Set<() => void>();

  constructor(held: Held, machine: Machine) {
    this.name = machine.name;
    this.address = machine.address;
    if (machine.publicAddress) this.publicAddress = machine.publicAddress;
    this.engine = createNodeEngine(held.site, machine);
    this.#held = held;
    this.#machine = machine;
    this.#home = held.home(machine);
    this.files = browseFiles(this.#home.files, (signal) => this.#mustBeOn(signal));
  }

  get power(): NodePower {
    return this.#machine.power;
  }

  onPower(listener: (power: NodePower) => void): () => void {
    const stop = this.#held.site.onPower(this.#machine, listener);
    this.#watches.add(stop);
    return () => {
      this.#watches.delete(stop);
      stop();
    };
  }

  async openShell(name: string, size: ShellSize, signal: AbortSignal): Promise<ShellStream> {
    this.#mustBeOn(signal);
    return this.#home.shell(name).attach(size, this.#released.signal);
  }

  async shells(signal: AbortSignal): Promise<readonly string[]> {
    signal.throwIfAborted();
    return this.#home.shellNames();
  }

  async endShell(name: string, o: { readonly isSure: boolean }, signal: AbortSignal): Promise<'ended' | 'busy'> {
    this.#mustBeOn(signal);
    if (!this.#home.shellNames().includes(name)) return 'ended';
    return this.#home.shell(name).hangUp(o.isSure) ? 'ended' : 'busy';
  }

  async run(argv: readonly string[], signal: AbortSignal, input?: string | Uint8Array): Promise<RunResult> {
    this.#mustBeOn(signal);
    return runProgram(this.#held, this.#machine, { argv, input, signal });
  }

  async readFile(path: string, maxBytes: number, signal: AbortSignal): Promise<Uint8Array | undefined> {
    this.#mustBeOn(signal);
    const place = resolvePath(HOME, path);
    if (this.#home.files.isFolder(place))
      throw new LabError('badRequest', `${path} is no plain file, so it cannot be read.`);
    const bytes = this.#home.files.read(place);
    if (bytes && bytes.length > maxBytes)
      throw new LabError('tooLarge', `${path} on ${this.name} has more than ${maxBytes} bytes.`);
    return bytes;
  }

  async writeFile(path: string, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    this.#mustBeOn(signal);
    this.#home.files.write(resolvePath(HOME, path), bytes.slice());
  }

  async writeFiles(folder: string, files: readonly NodeFile[], signal: AbortSignal): Promise<void> {
    for (const { path, bytes } of files) await this.writeFile(`${folder}/${path}`, bytes, signal);
  }

  async connect(port: number, signal: AbortSignal): Promise<Duplex> {
    this.#mustBeOn(signal);
    return openPort(this.#held.site, this.#machine, port, this.#released.signal);
  }

  async fault(action: FaultAction, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { site } = this.#held;
    const machine = this.#machine;
    const isUp = machine.power === 'running' || machine.power === 'paused';
    if (machine.power === 'spare' && action !== 'start') throw new LabError('nodeDown', whyDown(machine));
    if (action === 'stop') site.setPower(machine, 'stopped');
    else if (action === 'start' && !isUp) await startMachine(this.#held, machine, signal);
    else if (!isUp) throw new LabError('nodeDown', whyDown(machine));
    else site.setPower(machine, action === 'pause' ? 'paused' : 'running');
  }

  async giveBack(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { site } = this.#held;
    const machine = this.#machine;
    if (!site.spec.spares?.includes(machine.name))
      throw new LabError('badRequest', `${machine.name} is there for good; it cannot be given back.`);
    if (machine.power === 'spare') return;
    site.setPower(machine, 'stopped');
    site.act(() => {
      delete machine.membership;
      machine.containers.clear();
    });
    site.setPower(machine, 'spare');
  }

  /** Lets go of the machine: streams break, nobody is called back any more. */
  release(): void {
    for (const stop of this.#watches) stop();
    this.#watches.clear();
    this.#released.abort();
  }

  #mustBeOn(signal: AbortSignal): void {
    signal.throwIfAborted();
    if (this.power !== 'running') throw new LabError('nodeDown', whyDown(this.#machine));
  }
}

function whyDown({ name, power }: Machine): string {
  if (power === 'spare') return `${name} is not created yet. Create it to go on.`;
  if (power === 'paused') return `${name} is paused. Resume it to go on.`;
  if (power === 'starting') return `${name} is starting. Try again in a moment.`;
  return `${name} is stopped. Start it to go on.`;
}

/** Power on, then the engine comes up. An abort ends the waiting, not the start. */
async function startMachine({ site }: Held, machine: Machine, signal: AbortSignal): Promise<void> {
  if (machine.power !== 'starting') {
    site.setPower(machine, 'starting');
    site.clock.after(site.cluster.timing.bootMs, () => {
      if (machine.power === 'starting') site.setPower(machine, 'running');
    });
  }
  await until(site, () => machine.power !== 'starting', signal);
  if (machine.power === 'stopped') throw new LabError('nodeDown', `${machine.name} was stopped while it started.`);
}
