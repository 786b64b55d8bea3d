import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type Docker from 'dockerode';
import type { Logger as Log } from 'pino';
import { type FaultAction, LabError, type NodePower as Power } from '../../../../contract/index.ts';
import type { NodeFiles } from '../../node-files.ts';
import type { NodeFile, RunResult, SandboxNode, ShellPosition, ShellSize, ShellStream } from '../../provider.ts';
import { browseFiles } from './browse-files.ts';
import { endShell } from './end-shell.ts';
import { type ExecOutcome, type ExecRequest, execInContainer, streamFromContainer } from './exec.ts';
import { joinContainer } from './exec-join.ts';
import { createNodeEngine, type DindEngine } from './node-engine.ts';
import { readNodeFile, writeNodeFile, writeNodeFiles } from './node-files.ts';
import { NodePorts } from './node-ports.ts';
import { NodePower } from './node-power.ts';
import type { OuterEngine } from './outer-engine.ts';
import type { PowerWatch } from './power-watch.ts';
import { shellNames } from './shell-names.ts';
import { Shells } from './shells.ts';

const MAX_OUTPUT_BYTES = 1024 * 1024;
const SHELL_START_LIMIT_MS = 15_000;
const LOOK_EVERY_MS = 10;

/** Where a node is and what it is reached by. */
export interface DindNodeOptions {
  readonly name: string;
  readonly address: string;
  readonly publicAddress?: string;
  readonly container: string;
  /** The folder on the host that the node sees as /run/lab. */
  readonly runFolder: string;
  readonly outer: OuterEngine;
  readonly powerWatch: PowerWatch;
  readonly log: Log;
  readonly power: Power;
  /** Only of a machine that can be given back: makes it anew, not started. */
  readonly remake?: () => Promise<void>;
}

/** A node that is a container of the outer engine. */
export class DindNode implements SandboxNode {
  readonly name: string;
  readonly address: string;
  readonly publicAddress?: string;
  readonly engine: DindEngine;
  readonly files: NodeFiles;
  readonly #outer: OuterEngine;
  readonly #log: Log;
  readonly #runFolder: string;
  readonly #socketPath: string;
  readonly #container: Docker.Container;
  readonly #power: NodePower;
  readonly #shells: Shells;
  readonly #ports: NodePorts;
  readonly #unfollow: () => void;

  constructor(options: DindNodeOptions) {
    const { name, runFolder, outer, log, power } = options;
    this.name = name;
    this.address = options.address;
    if (options.publicAddress) this.publicAddress = options.publicAddress;
    this.#outer = outer;
    this.#log = log;
    this.#container = outer.docker.getContainer(options.container);
    this.#runFolder = runFolder;
    this.#socketPath = join(runFolder, 'docker.sock');
    this.engine = createNodeEngine(this.#socketPath, () => this.#power.whyDown());
    const ping = (signal: AbortSignal) => this.engine.ping(signal);
    this.#power = new NodePower({
      node: name,
      outer,
      container: this.#container,
      log,
      power,
      ping,
      remake: options.remake,
    });
    this.#shells = new Shells({
      node: name,
      runFolder,
      startShell: (shell, size) => this.#startShell(shell, size),
      joinShell: (shell, signal) => this.#joinShell(shell, signal),
      isOn: () => this.#power.isOn,
    });
    this.#ports = new NodePorts({ node: name, address: this.address, power: this.#power });
    this.files = browseFiles({
      run: (request, signal) => this.#exec(request, signal),
      stream: (argv, signal) =>
        this.#inContainer(argv, signal, () => streamFromContainer(this.#container, argv, signal)),
    });
    this.#unfollow = options.powerWatch.follow(options.container, {
      look: () => void this.#power.look(),
      lost: () => void this.#power.lost(),
    });
  }

  get power(): Power {
    return this.#power.power;
  }

  onPower(listener: (power: Power) => void): () => void {
    return this.#power.onPower(listener);
  }

  async openShell(name: string, size: ShellSize, signal: AbortSignal, since?: ShellPosition): Promise<ShellStream> {
    signal.throwIfAborted();
    if (this.power === 'starting') await this.whenUp(signal);
    this.#power.mustBeOn();
    return this.#shells.open(name, size, signal, since);
  }

  async shells(signal: AbortSignal): Promise<readonly string[]> {
    signal.throwIfAborted();
    return this.#power.isOn ? shellNames(this.#runFolder) : [];
  }

  endShell(name: string, o: { readonly isSure: boolean }, signal: AbortSignal): Promise<'ended' | 'busy'> {
    return endShell((request) => this.#exec(request, signal), name, o);
  }

  /** Starts the named shell ahead of its first use; what goes wrong shows then. */
  async warmShell(name: string, size: ShellSize): Promise<void> {
    try {
      await this.#clearedUp();
      await this.#shells.start(name, size);
    } catch (error) {
      if (!this.#power.released.aborted) this.#log.debug({ err: error, node: this.name }, 'no shell yet');
    }
  }

  async run(argv: readonly string[], signal: AbortSignal, input?: string | Uint8Array): Promise<RunResult> {
    const bytes = typeof input === 'string' ? Buffer.from(input) : input;
    const request = { argv, limitBytes: MAX_OUTPUT_BYTES, ...(bytes && { input: bytes }) };
    const { exitCode, stdout, stderr } = await this.#exec(request, signal);
    return { exitCode, stdout: stdout.toString(), stderr: stderr.toString() };
  }

  readFile(path: string, maxBytes: number, signal: AbortSignal): Promise<Uint8Array | undefined> {
    return readNodeFile((request) => this.#exec(request, signal), path, maxBytes);
  }

  writeFile(path: string, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    return writeNodeFile((request) => this.#exec(request, signal), path, bytes);
  }

  connect(port: number, signal: AbortSignal): Promise<Duplex> {
    return this.#ports.connect(port, signal);
  }

  writeFiles(folder: string, files: readonly NodeFile[], signal: AbortSignal): Promise<void> {
    return writeNodeFiles((request) => this.#exec(request, signal), folder, files);
  }

  fault(action: FaultAction, signal: AbortSignal): Promise<void> {
    return this.#power.fault(action, signal);
  }

  giveBack(signal: AbortSignal): Promise<void> {
    return this.#power.giveBack(signal);
  }

  /** Resolves when the engine answers; fails when the node goes off before. */
  whenUp(signal: AbortSignal): Promise<void> {
    return this.#power.whenUp(signal);
  }

  /** Lets go of streams and watches; the node goes on. */
  release(): void {
    this.#unfollow();
    this.#ports.close();
    this.#power.release();
    this.#shells.close();
    this.engine.close();
  }

  /** A booting node first removes the sockets of its last run; its engine's comes after that, and before the engine answers. */
  async #clearedUp(): Promise<void> {
    const signal = AbortSignal.any([this.#power.released, AbortSignal.timeout(SHELL_START_LIMIT_MS)]);
    while (!lstatSync(this.#socketPath, { throwIfNoEntry: false })) await delay(LOOK_EVERY_MS, undefined, { signal });
  }

  async #startShell(name: string, size: ShellSize): Promise<void> {
    const argv = ['lab-holder', name, String(size.cols), String(size.rows)];
    const signal = AbortSignal.any([this.#power.released, AbortSignal.timeout(SHELL_START_LIMIT_MS)]);
    const { exitCode, stderr } = await this.#exec({ argv, limitBytes: MAX_OUTPUT_BYTES }, signal);
    if (exitCode === 0) return;
    throw new LabError('nodeDown', `The shell of ${this.name} did not start: ${stderr.toString().trim()}`);
  }

  #joinShell(name: string, signal: AbortSignal): Promise<Duplex> {
    const argv = ['lab-holder', '--join', name];
    return this.#inContainer(argv, signal, () => joinContainer(this.#container, argv, signal));
  }

  #exec(request: ExecRequest, signal: AbortSignal): Promise<ExecOutcome> {
    return this.#inContainer(request.argv, signal, () => execInContainer(this.#container, request, signal));
  }

  /** Does something in the container; what goes wrong because the node is off is said so. */
  async #inContainer<T>([program]: readonly string[], signal: AbortSignal, act: () => Promise<T>): Promise<T> {
    this.#power.mustBeOn();
    try {
      return await act();
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      await this.#power.look();
      if (!this.#power.isOn) throw new LabError('nodeDown', this.#power.whyDown(), { cause: error });
      return this.#outer.ask(`run ${program} on ${this.name}`, Promise.reject(error));
    }
  }
}
