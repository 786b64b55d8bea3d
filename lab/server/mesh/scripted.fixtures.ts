import type { NodePower } from '../../contract/index.ts';
import {
  type EngineEvent,
  EngineRefusal,
  type EngineService,
  type EngineSwarmNode,
  type EngineTask,
  type NodeEngine,
  type RunResult,
  type Sandbox,
  type SandboxNode,
  type ShellStream,
} from '../sandbox/index.ts';

const notAsked = (): never => {
  throw new Error('nothing of the mesh asks for this');
};

/** A swarm of one manager and workers whose engines say what a test wrote down, and that keeps what is run in it. */
export class ScriptedSwarm implements Sandbox {
  readonly spec: Sandbox['spec'];
  readonly nodes: readonly ScriptedNode[];
  services: readonly EngineService[] = [];
  tasks: readonly EngineTask[] = [];
  /** How often managers were asked for something. */
  reads = 0;

  constructor(names: readonly string[]) {
    this.spec = { id: 'scripted', nodes: names, labels: {} };
    this.nodes = names.map((name, at) => new ScriptedNode(name, at, this));
  }

  get members(): EngineSwarmNode[] {
    return this.nodes.map(({ name, address }) => ({
      ID: `id-${name}`,
      Version: { Index: 1 },
      CreatedAt: '',
      UpdatedAt: '',
      Spec: { Role: name === this.spec.nodes[0] ? 'manager' : 'worker', Availability: 'active' },
      Description: { Hostname: name },
      Status: { State: 'ready', Addr: address },
    }));
  }

  node(name: string): ScriptedNode {
    const found = this.nodes.find((one) => one.name === name);
    if (!found) throw new Error(`no ${name}`);
    return found;
  }

  async destroy(): Promise<void> {}
  release(): void {}
}

/** One call of a program that ran in a node. */
export interface Call {
  readonly name: string;
  readonly time: string;
  readonly addresses: string;
  readonly flows: string;
  readonly rules: string;
}

export class ScriptedNode implements SandboxNode {
  readonly name: string;
  readonly address: string;
  readonly engine: NodeEngine;
  power: NodePower = 'running';
  /** Every run, as the calls it made. */
  readonly runs: Call[][] = [];
  /** What a run says of a namespace; `done` by default. */
  readonly outcomes = new Map<string, string>();
  /** Makes the next run fail. */
  fails = false;
  /** Lines into the node that were opened; none can be while it has no shell. */
  readonly lines: ScriptedLine[] = [];
  hasShell = false;
  #powered: (power: NodePower) => void = () => {};
  #heard: (event: EngineEvent) => void = () => {};

  constructor(name: string, at: number, swarm: ScriptedSwarm) {
    this.name = name;
    this.address = `172.30.0.${at + 11}`;
    const asManager = async <T>(say: () => T): Promise<T> => {
      swarm.reads++;
      if (at > 0) throw new EngineRefusal(503, 'This node is not a swarm manager.');
      return say();
    };
    this.engine = {
      nodes: () => asManager(() => swarm.members),
      services: () => asManager(() => swarm.services),
      tasks: () => asManager(() => swarm.tasks),
      events: (signal) => this.#events(signal),
      info: notAsked,
      swarm: notAsked,
      containers: notAsked,
      image: notAsked,
      networks: notAsked,
      secrets: notAsked,
      configs: notAsked,
      exec: notAsked,
      serviceLogs: notAsked,
    };
  }

  async *#events(signal: AbortSignal): AsyncGenerator<EngineEvent> {
    const waiting: EngineEvent[] = [];
    let wake = (): void => {};
    this.#heard = (event) => {
      waiting.push(event);
      wake();
    };
    signal.addEventListener('abort', () => wake(), { once: true });
    while (!signal.aborted) {
      const event = waiting.shift();
      if (event) yield event;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  }

  say(Type: string, Action: string, attributes: Record<string, string> = {}, id = 'id'): void {
    this.#heard({ Type, Action, scope: 'local', Actor: { ID: id, Attributes: attributes }, timeNano: 0 });
  }

  turn(power: NodePower): void {
    this.power = power;
    this.#powered(power);
  }

  onPower(listener: (power: NodePower) => void): () => void {
    this.#powered = listener;
    return () => {
      this.#powered = () => {};
    };
  }

  async run(_: readonly string[], __: AbortSignal, input?: string | Uint8Array): Promise<RunResult> {
    if (this.fails) {
      this.fails = false;
      throw new Error('the engine was away');
    }
    return { exitCode: 0, stdout: this.perform(String(input)), stderr: '' };
  }

  /** What a program says. */
  perform(program: string): string {
    const found = program.matchAll(/^namespace (\S+) (\S+) '([^']*)' '([^']*)' <<'END'\n(.*?)^END$/gms);
    const calls = [...found].map(([, name = '', time = '', addresses = '', flows = '', rules = '']) => {
      return { name, time, addresses, flows, rules };
    });
    if (calls.length > 0) this.runs.push(calls);
    return calls.map((call) => `${this.#outcomeOf(call)} ${call.name}\n`).join('');
  }

  /** Rules go out also where Docker's own mesh works. */
  #outcomeOf({ name, time }: Call): string {
    const outcome = this.outcomes.get(name) ?? 'done';
    return outcome === 'docker' && time === 'out' ? 'done' : outcome;
  }

  shells = notAsked;
  endShell = notAsked;
  async openShell(): Promise<ShellStream> {
    if (!this.hasShell) throw new Error('no shell here');
    const line = new ScriptedLine((program) => this.perform(program));
    this.lines.push(line);
    return line;
  }

  /** The rules that a namespace has after all runs. */
  rulesOf(name: string): string {
    const last = this.runs.flat().findLast((call) => call.name === name);
    return last?.rules ?? '';
  }

  get files(): never {
    throw new Error('nobody looks into folders here');
  }
  readFile = notAsked;
  writeFile = notAsked;
  writeFiles = notAsked;
  fault = notAsked;
  giveBack = notAsked;
  connect = notAsked;
}

/** A shell that shows what is typed, and becomes what it is told: a reader of programs. */
export class ScriptedLine implements ShellStream {
  readonly #perform: (program: string) => string;
  /** How many programs came. */
  programs = 0;
  /** It takes programs and says nothing more. */
  isDumb = false;
  /** The program at the other end was told to end. */
  isTold = false;
  isClosed = false;
  #said: (bytes: Uint8Array) => void = () => {};
  #ended: (why: 'ended' | 'broken') => void = () => {};

  constructor(perform: (program: string) => string) {
    this.#perform = perform;
  }

  write(bytes: Uint8Array): void {
    const typed = Buffer.from(bytes).toString();
    const [, turn, program] = /^(\d+) (.*)\n$/s.exec(typed) ?? [];
    if (program === 'exit') this.isTold = true;
    if (this.isDumb || this.isTold) return;
    if (turn === undefined) this.#say(`${typed}\n`, 'rea', 'dy-42\n');
    else this.#say(this.#perform((program ?? '').replaceAll('\x01', '\n')), `said-${turn}\n`);
    if (turn !== undefined) this.programs++;
  }

  #say(...pieces: string[]): void {
    for (const piece of pieces) queueMicrotask(() => this.#said(Buffer.from(piece)));
  }

  /** The shell is gone. */
  end(): void {
    this.#ended('ended');
  }

  onData(listener: (bytes: Uint8Array) => void): void {
    this.#said = listener;
  }
  onEnd(listener: (why: 'ended' | 'broken') => void): void {
    this.#ended = listener;
  }
  close(): void {
    this.isClosed = true;
  }
  resize(): void {}
  pause(): void {}
  resume(): void {}
}
