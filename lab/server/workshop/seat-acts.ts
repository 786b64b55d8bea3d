import { type Course, type FaultAction, LabError, type ServerMessage } from '../../contract/index.ts';
import type { Sandbox, SandboxNode } from '../sandbox/index.ts';
import type { Terminal } from '../terminal/index.ts';
import type { BlockRuns } from './block-runs.ts';
import { blockOf, moduleOf, stepOf } from './courses.ts';
import type { SeatCluster } from './seat-cluster.ts';
import type { SeatSteps } from './seat-steps.ts';

/** How long a fault may take; a node that boots on a loaded host needs several seconds. */
const FAULT_LIMIT_MS = 90_000;

export interface SeatActsOptions {
  readonly course: () => Course;
  /** Throws LabError sandboxNotReady. */
  readonly sandbox: () => Sandbox;
  /** Throws LabError unknownNode. */
  readonly node: (name: string) => SandboxNode;
  readonly terminal: (node: string) => Terminal;
  readonly runs: BlockRuns;
  readonly steps: SeatSteps;
  readonly cluster: () => SeatCluster;
  readonly broadcast: (message: ServerMessage) => void;
  /** Ends with the seat or the server. */
  readonly signal: AbortSignal;
}

/** What a click on the guide or on the map does to the nodes. */
export class SeatActs {
  readonly #o: SeatActsOptions;

  constructor(options: SeatActsOptions) {
    this.#o = options;
  }

  /** Types a run block into the terminals of its nodes; news go to all pages. */
  runBlock(stepId: string, blockId: string): void {
    const block = blockOf(stepOf(this.#o.course(), stepId).step, blockId);
    if (block.type !== 'run') throw new LabError('badMessage', `Block ${blockId} cannot be run.`);
    this.#o.runs.start(stepId, block);
  }

  interrupt(node: string): void {
    this.#o.terminal(node).interrupt();
  }

  /** Writes the file of a save block on its node. */
  async saveBlock(stepId: string, blockId: string): Promise<void> {
    const block = blockOf(stepOf(this.#o.course(), stepId).step, blockId);
    if (block.type !== 'save') throw new LabError('badMessage', `Block ${blockId} is no file.`);
    await this.#o.node(block.node).writeFile(block.path, Buffer.from(block.text), this.#limit());
    this.#o.broadcast({ type: 'blockSaved', step: stepId, block: blockId, path: block.path });
  }

  async fault(name: string, action: FaultAction): Promise<void> {
    const { cloud } = this.#o.sandbox();
    const node = this.#o.node(name);
    if (cloud && node.power === 'spare') {
      throw new LabError(
        'badRequest',
        `${name} is rented here, not created by hand: aws ec2 run-instances does it, with the tag Name=${name}.`,
      );
    }
    await node.fault(action, this.#limit());
  }

  /** Gives the seat a fresh cluster; progress stays, what the old cluster held is gone. */
  reset(): Promise<void> {
    return this.#o.cluster().reset();
  }

  /** Gives the seat a fresh cluster in which all that leads to a module was played, and opens its first step. */
  async goToModule(id: string): Promise<void> {
    const module = moduleOf(this.#o.course(), id);
    const first = module.steps[0];
    if (first) await this.#o.steps.open(first.view.id);
    await this.#o.cluster().resetTo(module);
  }

  #limit(): AbortSignal {
    return AbortSignal.any([this.#o.signal, AbortSignal.timeout(FAULT_LIMIT_MS)]);
  }
}
