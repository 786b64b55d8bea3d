import type { Duplex } from 'node:stream';
import type { FaultAction, NodePower } from '../../contract/index.ts';
import type { SandboxCloud } from './cloud-facts.ts';
import type { NodeEngine } from './engine-api.ts';
import type { NodeFiles } from './node-files.ts';

export type ProviderKind = 'dind' | 'fake';

/** What a sandbox is asked to be. */
export interface SandboxSpec {
  /** Lower-case letters and digits, unique on this host; names everything the sandbox owns. */
  readonly id: string;
  /** Host names of the nodes, in order. */
  readonly nodes: readonly string[];
  /** Host names of machines that do not exist until they are started for the first time; they come after the nodes. */
  readonly spares?: readonly string[];
  /** With 2 every node has a second network interface, with a public address. */
  readonly interfaces?: 1 | 2;
  /** Its spares are rented from a simulated cloud, which runs on the first node. */
  readonly cloud?: boolean;
  /** Who it is for: kept with the sandbox, so that an ended server's sandboxes can be told apart. */
  readonly labels: Readonly<Record<string, string>>;
}

/** All machines of a sandbox, the spares last. */
export function machinesOf({ nodes, spares }: SandboxSpec): readonly string[] {
  return [...nodes, ...(spares ?? [])];
}

/** News while a sandbox opens. */
export interface OpeningProgress {
  readonly message: string;
  /** Nodes whose engine answers. */
  readonly up: readonly string[];
}

export interface OpenOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: OpeningProgress) => void;
}

/** Makes sandboxes and finds those it made before. */
export interface Provider {
  readonly kind: ProviderKind;
  /** A new sandbox in which the engine of every node but the spares answers. Leaves nothing behind when it fails or is aborted. */
  open(spec: SandboxSpec, options: OpenOptions): Promise<Sandbox>;
  /** Sandboxes that are there already, made by this or an ended server of the same data folder. */
  adopt(signal: AbortSignal): Promise<readonly Sandbox[]>;
  /** Ends what the provider itself opened (streams, agents); sandboxes live on. */
  close(): Promise<void>;
}

export interface Sandbox {
  readonly spec: SandboxSpec;
  /** The nodes, then the spares. */
  readonly nodes: readonly SandboxNode[];
  readonly cloud?: SandboxCloud;
  /** Removes the nodes and all they own. */
  destroy(signal: AbortSignal): Promise<void>;
  /** Lets go of it (streams, watches) without touching the nodes. */
  release(): void;
}

export interface RunResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A file to be written on a node. */
export interface NodeFile {
  /** From the folder, with `/` between. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly executable: boolean;
}

/** One machine of a sandbox. */
export interface SandboxNode {
  readonly name: string;
  /** Its fixed address on the sandbox's network. */
  readonly address: string;
  /** Its address on the second network, where there is one. */
  readonly publicAddress?: string;
  readonly engine: NodeEngine;
  /** Its files, for a person who looks into folders and edits. */
  readonly files: NodeFiles;
  /** Whether it is on, as the host knows it now. */
  readonly power: NodePower;
  /** Calls back on every change of power, whoever made it; the returned function ends that. */
  onPower(listener: (power: NodePower) => void): () => void;
  /**
   * The named shell of the node: started on first use, held in the node, the same one ever after, whoever asks.
   * Each call gives a stream of its own onto it, from where it was followed before. Fails with LabError nodeDown while the node
   * is off.
   */
  openShell(name: string, size: ShellSize, signal: AbortSignal, since?: ShellPosition): Promise<ShellStream>;
  /** The names of the shells that are held in the node now, in no order; none while it is off. */
  shells(signal: AbortSignal): Promise<readonly string[]>;
  /**
   * Ends a shell and what runs in it, as closing the window of a terminal does; resolves when it is gone. While a program runs
   * in front it is left as it is, unless the caller is sure. One that is not there has ended. Fails with LabError nodeDown while
   * the node is off.
   */
  endShell(name: string, o: { readonly isSure: boolean }, signal: AbortSignal): Promise<'ended' | 'busy'>;
  /** Runs a program to its end as root in /root; output beyond 1 MiB is cut. A non-zero exit is a result, not an error. */
  run(argv: readonly string[], signal: AbortSignal, input?: string | Uint8Array): Promise<RunResult>;
  /** A small file's bytes; undefined when there is none. `~/` stands for /root. More than `maxBytes` is an error. */
  readFile(path: string, maxBytes: number, signal: AbortSignal): Promise<Uint8Array | undefined>;
  /** Writes a file, making its folder. */
  writeFile(path: string, bytes: Uint8Array, signal: AbortSignal): Promise<void>;
  /** Writes many files below a folder at once, making the folders; a file that is there already is written over. */
  writeFiles(folder: string, files: readonly NodeFile[], signal: AbortSignal): Promise<void>;
  /**
   * A stream to a TCP port of the node, at its address on the sandbox's network; whoever asks destroys it, and it ends with the
   * node. Fails with LabError nodeDown while the node is off, portClosed when nothing listens, portSilent when no answer comes,
   * and notReachable where the lab cannot get to that network.
   */
  connect(port: number, signal: AbortSignal): Promise<Duplex>;
  /** Does a fault or undoes it; doing what is already so is no error. Resolves when it is done (after `start`: the engine answers). */
  fault(action: FaultAction, signal: AbortSignal): Promise<void>;
  /** Makes a machine that was a spare one again: all that was on it is gone. Fails with badRequest for any other. */
  giveBack(signal: AbortSignal): Promise<void>;
}

export interface ShellSize {
  readonly cols: number;
  readonly rows: number;
}

/** How far a shell was followed: which shell, and how many bytes of its output. */
export interface ShellPosition {
  readonly shell: number;
  readonly at: number;
}

/** What a shell has written before a stream was opened, as far as whoever holds it remembers. */
export interface ShellPast {
  /** Whether it goes on exactly where it was followed before; else it begins anew. */
  readonly goesOn: boolean;
  /** Whether it is all that the shell ever wrote. */
  readonly isWhole: boolean;
  /** What was last given to `keep`: it stands for all output before the parts. */
  readonly kept: Uint8Array | undefined;
  /** The output, with the size at which it was written. */
  readonly parts: readonly { readonly size: ShellSize; readonly bytes: Uint8Array }[];
}

/** Bytes to and from a shell that lives on when the stream goes. */
export interface ShellStream {
  /** What was before; `onData` brings what comes after it. Nothing where the shell is held by nobody who remembers. */
  readonly past?: ShellPast;
  /** How far the stream has come with what it handed out. */
  readonly position?: ShellPosition;
  /** Has the holder remember this, of at most 8 MB, in place of all output up to there. */
  keep?(upTo: number, screen: Uint8Array): void;
  /** Input that was written and that the shell has not taken yet, in bytes; absent where it takes all at once. */
  readonly waiting?: number;
  write(bytes: Uint8Array): void;
  resize(size: ShellSize): void;
  onData(listener: (bytes: Uint8Array) => void): void;
  /** Called once, when the shell or its node is gone or the stream broke; `ended` when the shell itself exited. */
  onEnd(listener: (why: 'ended' | 'broken') => void): void;
  /** Stops reading, which holds back the program; resume goes on. */
  pause(): void;
  resume(): void;
  /** Lets go; the shell lives on. */
  close(): void;
}
