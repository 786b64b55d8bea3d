import { z } from 'zod';
import type { Verdict } from './checks.ts';
import type { ClusterEvent, ClusterSnapshot } from './cluster.ts';
import type { CommandsKept } from './commands.ts';
import type { CourseOutline } from './course.ts';
import { faultAction } from './course.ts';
import type { Problem } from './errors.ts';
import type { RecordingState } from './recordings.ts';

/**
 * One WebSocket per page. Text frames hold one JSON message of the schemas below; binary frames hold terminal bytes:
 * one byte of channel, then the bytes. The page chooses the channel (0 to 255) when it opens a terminal. How large, how many and
 * how often is in limits.ts; docs/protocol.md tells all of it.
 */

/** Output that may be under way to a page, and how often the page acknowledges, in bytes (figures: docs/decisions). */
export const TERMINAL_WINDOW_BYTES = 256 * 1024;
export const TERMINAL_ACK_BYTES = 32 * 1024;

/** Pages that may show one terminal. */
export const MAX_TERMINAL_VIEWERS = 64;

const channel = z.int().min(0).max(255);
const cols = z.int().min(2).max(500);
const rows = z.int().min(1).max(300);
const viewerNumber = z.int().min(1);
const nodeName = z.string().min(1).max(40);
const shellName = z.string().regex(/^[a-z0-9]{1,16}$/);
const key = z.string().min(1).max(80);

/** The shell that every node has, into which blocks are typed. */
export const MAIN_SHELL = 'main';

/** The names of the shells of each node, the main one first. */
export type ShellNames = Readonly<Record<string, readonly string[]>>;

export const clientMessage = z.discriminatedUnion('type', [
  /** Attach to a terminal of a node; `shell` names one of several. Answered by terminalOpened, then the screen, then live bytes. */
  z.strictObject({
    type: z.literal('openTerminal'),
    channel,
    node: nodeName,
    shell: shellName.default(MAIN_SHELL),
    cols,
    rows,
  }),
  /** Another shell of a node, under a name that the server gives; answered by shells to all pages and shellOpened to this one. */
  z.strictObject({ type: z.literal('newShell'), node: nodeName }),
  /** End a shell other than the main one, everywhere. While a program runs in it the answer is shellBusy, unless `isSure`. */
  z.strictObject({ type: z.literal('endShell'), node: nodeName, shell: shellName, isSure: z.boolean().default(false) }),
  z.strictObject({ type: z.literal('resizeTerminal'), channel, cols, rows }),
  z.strictObject({ type: z.literal('closeTerminal'), channel }),
  /** Bytes consumed on the channel since terminalOpened, cumulative. */
  z.strictObject({ type: z.literal('ackOutput'), channel, bytes: z.int().min(0) }),
  /** Who watches asks those who type for the keyboard; they answer, and may take it back. */
  z.strictObject({ type: z.literal('askKeyboard'), channel }),
  z.strictObject({ type: z.literal('answerKeyboard'), channel, viewer: viewerNumber, give: z.boolean() }),
  z.strictObject({ type: z.literal('takeKeyboardBack'), channel, viewer: viewerNumber }),
  /** Only watch again, or ask no longer. */
  z.strictObject({ type: z.literal('giveKeyboardBack'), channel }),
  /** Type a block into the terminals of its nodes; answered by runState messages. */
  z.strictObject({ type: z.literal('runBlock'), step: key, block: key }),
  /** Press Ctrl+C in the terminal where a block runs. */
  z.strictObject({ type: z.literal('interrupt'), node: nodeName }),
  /** Record a terminal, or no longer; answered by a recording message. */
  z.strictObject({ type: z.literal('record'), node: nodeName, shell: shellName, on: z.boolean() }),
  z.strictObject({ type: z.literal('saveBlock'), step: key, block: key }),
  z.strictObject({ type: z.literal('openStep'), step: key }),
  z.strictObject({ type: z.literal('answer'), step: key, check: z.int().min(0).max(50), value: z.string().max(400) }),
  z.strictObject({ type: z.literal('fault'), node: nodeName, action: faultAction }),
  z.strictObject({ type: z.literal('resetSandbox') }),
  /** A fresh cluster, brought to where a module begins by playing what leads to it. */
  z.strictObject({ type: z.literal('goToModule'), module: key }),
  /** Whether the page is in sight: a cluster nobody looks at is read less often. */
  z.strictObject({ type: z.literal('looking'), at: z.boolean() }),
  /** Answered at once by a pong of the same id: a page notices a dead line by it, and how quick the line is. */
  z.strictObject({ type: z.literal('ping'), id: z.int().min(0) }),
]);
export type ClientMessage = z.infer<typeof clientMessage>;

/** How far the sandbox of a seat is. */
export interface SandboxView {
  readonly state: 'opening' | 'ready' | 'failed' | 'closed';
  readonly nodes: readonly { readonly name: string; readonly up: boolean }[];
  /** What is being done, or why it failed, as a sentence. */
  readonly message: string;
  /** What kind of cluster it is (see clusterKey); once it is there. */
  readonly cluster?: string;
  /** Expected time left in ms; absent when not known. */
  readonly leftMs?: number;
}

export interface ProgressView {
  /** The step the learner is at. */
  readonly step: string;
  /** Steps that have been met, with the time (ms since the epoch). */
  readonly met: Readonly<Record<string, number>>;
}

export type ViewerRole = 'learner' | 'instructor';
/** Whether a viewer's keys and size count. */
export type ViewerMode = 'drive' | 'watch';

/** Somebody who looks at a terminal. */
export interface ViewerView {
  /** A number of this terminal's; no other viewer ever gets it. */
  readonly viewer: number;
  readonly name: string;
  readonly role: ViewerRole;
  readonly mode: ViewerMode;
  /** Whether it came to watch: the keyboard can be taken back from it. */
  readonly isGuest: boolean;
  readonly asks: boolean;
  readonly types: boolean;
}

/** Somebody who watches a seat, and the terminals that are open there. */
export interface WatcherView {
  readonly name: string;
  readonly role: ViewerRole;
  readonly terminals: readonly {
    readonly node: string;
    readonly shell: string;
    readonly mode: ViewerMode;
    readonly asks: boolean;
  }[];
}

export type RunState = 'waiting' | 'running' | 'done' | 'failed';

export type ServerMessage =
  | {
      readonly type: 'welcome';
      readonly seat: { readonly id: string; readonly name: string; readonly link: string };
      readonly course: CourseOutline;
      readonly progress: ProgressView;
      readonly sandbox: SandboxView;
      /** The server's clock, ms since the epoch: ages are shown by it. */
      readonly now: number;
      readonly version: string;
      readonly standIns: readonly string[];
      /** What is kept of what is typed into the shells. */
      readonly commands: CommandsKept;
    }
  | { readonly type: 'sandbox'; readonly sandbox: SandboxView }
  | { readonly type: 'snapshot'; readonly snapshot: ClusterSnapshot }
  | { readonly type: 'event'; readonly event: ClusterEvent }
  /** Which shells there are: sent when the cluster is there, and when there is one more or one less. */
  | { readonly type: 'shells'; readonly shells: ShellNames }
  | { readonly type: 'shellOpened'; readonly node: string; readonly shell: string }
  /** A program runs in a shell that this page wants to end. */
  | { readonly type: 'shellBusy'; readonly node: string; readonly shell: string }
  | {
      readonly type: 'terminalOpened';
      readonly channel: number;
      readonly node: string;
      readonly shell: string;
      readonly cols: number;
      readonly rows: number;
    }
  | { readonly type: 'terminalResized'; readonly channel: number; readonly cols: number; readonly rows: number }
  /** The shell ended or its node went away; the page offers to open it again. */
  | { readonly type: 'terminalEnded'; readonly channel: number; readonly because: string }
  /** Who looks at the terminal, which of them is this page, and how it stands with its request for the keyboard. */
  | {
      readonly type: 'viewers';
      readonly channel: number;
      readonly you: number;
      readonly viewers: readonly ViewerView[];
      readonly says?: string;
    }
  | { readonly type: 'keyboardAsked'; readonly channel: number; readonly asker: ViewerView }
  /** Who watches the seat. */
  | { readonly type: 'watchers'; readonly watchers: readonly WatcherView[] }
  | {
      readonly type: 'runState';
      readonly step: string;
      readonly block: string;
      readonly node: string;
      readonly state: RunState;
      readonly exitCode?: number;
      readonly ms?: number;
      /** Why it waits or could not run. */
      readonly because?: string;
    }
  | { readonly type: 'blockSaved'; readonly step: string; readonly block: string; readonly path: string }
  | { readonly type: 'verdicts'; readonly step: string; readonly verdicts: readonly Verdict[]; readonly met: boolean }
  | { readonly type: 'progress'; readonly progress: ProgressView }
  /** The course was edited: steps have to be fetched again. */
  | { readonly type: 'courseChanged'; readonly course: CourseOutline; readonly problem?: string }
  /** Several commands in a row failed on a node since the step was opened; `number` is raised with every offer. */
  | { readonly type: 'hintOffer'; readonly step: string; readonly node: string; readonly number: number }
  /** How many pages are on this seat. */
  | { readonly type: 'pages'; readonly count: number }
  /** A terminal is recorded now, or no longer. */
  | ({ readonly type: 'recording' } & RecordingState)
  | { readonly type: 'pong'; readonly id: number }
  | { readonly type: 'notice'; readonly level: 'info' | 'warn' | 'bad'; readonly sentence: string }
  | { readonly type: 'problem'; readonly problem: Problem; readonly inReplyTo?: string };

/** A binary frame for a channel. */
export function encodeFrame(channelNumber: number, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(bytes.length + 1);
  frame[0] = channelNumber;
  frame.set(bytes, 1);
  return frame;
}

/** The channel and bytes of a binary frame; an empty frame is refused. */
export function decodeFrame(frame: Uint8Array): { channel: number; bytes: Uint8Array } | undefined {
  const first = frame[0];
  return first === undefined ? undefined : { channel: first, bytes: frame.subarray(1) };
}
