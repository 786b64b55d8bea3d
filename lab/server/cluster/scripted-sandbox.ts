import type { NodePower } from '../../contract/index.ts';
import {
  type EngineContainer,
  type EngineEvent,
  type EngineInfo,
  EngineRefusal,
  type EngineService,
  type EngineSwarmNode,
  type EngineTask,
  type NodeEngine,
  type NodeFiles,
  type Sandbox,
  type SandboxNode,
} from '../sandbox/index.ts';
import { swarmNode } from './scripted-objects.ts';

export { engineService, engineTask, swarmNode } from './scripted-objects.ts';

/** A sandbox for tests whose engines answer what the test wrote down, and which counts what it is asked. */
export class ScriptedSandbox implements Sandbox {
  readonly spec: Sandbox['spec'];
  readonly nodes: readonly ScriptedNode[];
  /** What managers answer. */
  readonly swarm: ScriptedSwarm = { nodes: [], services: [], tasks: [] };

  constructor(names: readonly string[]) {
    this.spec = { id: 'scripted', nodes: names, labels: {} };
    this.nodes = names.map((name, index) => new ScriptedNode(name, `10.0.0.${index + 1}`, this));
  }

  node(name: string): ScriptedNode {
    const node = this.nodes.find((n) => n.name === name);
    if (!node) throw new Error(`no node ${name}`);
    return node;
  }

  /** Makes a formed swarm out of the first nodes: managers, then workers. */
  form(managers: number, workers: number): void {
    const members = this.nodes.slice(0, managers + workers);
    this.swarm.nodes = members.map((node, index) => {
      const isManager = index < managers;
      node.joined(isManager);
      return swarmNode(node.name, isManager ? 'manager' : 'worker', index === 0);
    });
  }

  get asked(): number {
    return this.nodes.reduce((sum, node) => sum + node.asked.length, 0);
  }

  async destroy(): Promise<void> {}
  release(): void {}
}

interface ScriptedSwarm {
  nodes: EngineSwarmNode[];
  services: EngineService[];
  tasks: EngineTask[];
}

const notAManager = (isWorker: boolean) =>
  new EngineRefusal(
    503,
    `This node is not a swarm manager. ${isWorker ? 'Worker nodes cannot view it.' : 'Use docker swarm init.'}`,
  );

const notHere = (): never => {
  throw new Error('the scripted node does not do this');
};

/** One scripted node. Its engine hangs, refuses or answers. */
export class ScriptedNode implements SandboxNode {
  readonly name: string;
  readonly address: string;
  readonly engine: NodeEngine;
  readonly asked: string[] = [];
  power: NodePower = 'running';
  info: EngineInfo;
  containers: EngineContainer[] = [];
  /** What a question to the swarm meets instead of an answer. */
  trouble?: 'hangs' | Error;
  readonly #sandbox: ScriptedSandbox;
  readonly #listeners = new Set<(power: NodePower) => void>();
  readonly #streams = new Set<(event: EngineEvent | undefined) => void>();

  constructor(name: string, address: string, sandbox: ScriptedSandbox) {
    this.name = name;
    this.address = address;
    this.#sandbox = sandbox;
    this.info = {
      Name: name,
      ServerVersion: '26.1.5',
      Swarm: { NodeID: '', NodeAddr: '', LocalNodeState: 'inactive', ControlAvailable: false, Error: '' },
    };
    this.engine = this.#engine();
  }

  joined(isManager: boolean, swarmId = 'swarm-a'): void {
    this.info = {
      ...this.info,
      Swarm: {
        NodeID: `id-${this.name}`,
        NodeAddr: this.address,
        LocalNodeState: 'active',
        ControlAvailable: isManager,
        Error: '',
        ...(isManager ? { Cluster: { ID: swarmId } } : {}),
      },
    };
  }

  left(): void {
    this.info = {
      ...this.info,
      Swarm: { NodeID: '', NodeAddr: '', LocalNodeState: 'inactive', ControlAvailable: false, Error: '' },
    };
  }

  turn(power: NodePower): void {
    this.power = power;
    if (power === 'stopped') for (const push of [...this.#streams]) push(undefined);
    for (const listener of [...this.#listeners]) listener(power);
  }

  get isListenedTo(): boolean {
    return this.#streams.size > 0;
  }

  say(Type: string, Action: string, attributes: Record<string, string> = {}, scope = 'swarm'): void {
    const event = { Type, Action, scope, Actor: { ID: 'x', Attributes: attributes }, timeNano: 0 };
    for (const push of [...this.#streams]) push(event);
  }

  onPower(listener: (power: NodePower) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #engine(): NodeEngine {
    const own = <T>(what: string, answer: () => T) => this.#answer(what, answer, false);
    const swarm = <T>(what: string, answer: () => T) => this.#answer(what, answer, true);
    const none = () => [];
    return {
      info: own('info', () => this.info),
      containers: own('containers', () => this.containers),
      image: (_, signal) => own('image', () => undefined)(signal),
      serviceLogs: (_, signal) => own('serviceLogs', () => [])(signal),
      exec: (_, __, signal) => own('exec', () => ({ exitCode: 0, output: '' }))(signal),
      nodes: swarm('nodes', () => this.#sandbox.swarm.nodes),
      services: swarm('services', () => this.#sandbox.swarm.services),
      tasks: swarm('tasks', () => this.#sandbox.swarm.tasks),
      networks: swarm('networks', none),
      secrets: swarm('secrets', none),
      configs: swarm('configs', none),
      swarm: swarm('swarm', () => ({ ID: 'swarm-a', JoinTokens: { Manager: 'm', Worker: 'w' } })),
      events: (signal) => this.#events(signal),
    };
  }

  #answer<T>(what: string, answer: () => T, isSwarm: boolean): (signal: AbortSignal) => Promise<T> {
    return async (signal) => {
      this.asked.push(what);
      if (this.power !== 'running') throw new Error(`${this.name} is off`);
      if (isSwarm && this.trouble === 'hangs') {
        return new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        });
      }
      if (isSwarm && this.trouble instanceof Error) throw this.trouble;
      if (isSwarm && !this.info.Swarm.ControlAvailable) {
        throw notAManager(this.info.Swarm.LocalNodeState === 'active');
      }
      return structuredClone(answer());
    };
  }

  async *#events(signal: AbortSignal): AsyncGenerator<EngineEvent> {
    const queue: (EngineEvent | undefined)[] = [];
    let wake: () => void = () => undefined;
    const push = (event: EngineEvent | undefined) => {
      queue.push(event);
      wake();
    };
    const stop = () => push(undefined);
    signal.addEventListener('abort', stop, { once: true });
    this.#streams.add(push);
    try {
      while (!signal.aborted && this.power === 'running') {
        while (queue.length > 0) {
          const event = queue.shift();
          if (event === undefined) return;
          yield event;
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (queue.length > 0) resolve();
        });
      }
    } finally {
      this.#streams.delete(push);
      signal.removeEventListener('abort', stop);
    }
  }

  /** Nobody looks into folders here. */
  declare readonly files: NodeFiles;
  openShell = notHere;
  shells = notHere;
  endShell = notHere;
  run = notHere;
  connect = notHere;
  async readFile(): Promise<undefined> {
    return undefined;
  }
  async writeFile(): Promise<void> {}
  async writeFiles(): Promise<void> {}
  async fault(): Promise<void> {}
  async giveBack(): Promise<void> {}
}
