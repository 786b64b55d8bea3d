import { type Ref, ref, type ShallowReactive, type ShallowRef, shallowReactive, shallowRef } from 'vue';
import {
  applyEvent,
  type ClusterSnapshot,
  type CourseOutline,
  emptySnapshot,
  type ProgressView,
  type RecordingState,
  type RunState,
  type SandboxView,
  type ServerMessage,
  type Verdict,
  type WatcherView,
} from '../../contract/index.ts';

type MessageOf<T extends ServerMessage['type']> = Extract<ServerMessage, { type: T }>;

/** Commands failed, and a hint may help. */
export type HintOffer = Omit<MessageOf<'hintOffer'>, 'type'>;

/** The last run of a block on one node. */
export interface BlockRun {
  readonly node: string;
  readonly state: RunState;
  readonly exitCode?: number;
  readonly ms?: number;
  readonly because?: string;
  /** When it came to this state, by the server's clock; absent for a run that ended before the page was opened. */
  readonly at?: number;
}

interface StepVerdicts {
  readonly verdicts: readonly Verdict[];
  readonly met: boolean;
}

/** A sentence to show for a while. */
export interface SeatNotice {
  readonly level: 'info' | 'warn' | 'bad';
  readonly sentence: string;
}

/** Everything the server says of a seat, as the page knows it. */
export interface SeatState {
  readonly welcome: ShallowRef<MessageOf<'welcome'> | undefined>;
  readonly course: ShallowRef<CourseOutline | undefined>;
  /** Why an edited course is not used. */
  readonly courseProblem: Ref<string | undefined>;
  /** Raised when steps have to be fetched again. */
  readonly courseVersion: Ref<number>;
  readonly sandbox: ShallowRef<SandboxView>;
  /** Raised with every cluster that takes the place of another: nothing of the old one is true of it. */
  readonly clusterNumber: Ref<number>;
  readonly snapshot: ShallowRef<ClusterSnapshot>;
  readonly progress: ShallowRef<ProgressView>;
  readonly verdicts: ShallowReactive<Map<string, StepVerdicts>>;
  readonly hintOffer: ShallowRef<HintOffer | undefined>;
  /** By step and block, then by node. */
  readonly runs: ShallowReactive<Map<string, readonly BlockRun[]>>;
  /** Terminals that are or were recorded while the page is open, by node and shell. */
  readonly recordings: ShallowReactive<Map<string, RecordingState>>;
  /** When a block's file was written, by step and block. */
  readonly saves: ShallowReactive<Map<string, { at: number; path: string }>>;
  /** When runs ended, kept over a broken line: the server tells how they ended, not when. */
  readonly ranAt: Map<string, number>;
  readonly pages: Ref<number>;
  /** Who watches the seat. */
  readonly watchers: ShallowRef<readonly WatcherView[]>;
  /** The server's clock less this one's. */
  readonly clockOffsetMs: Ref<number>;
}

export interface SeatStateOptions {
  readonly now: () => number;
  /** An event is missing: everything has to be asked anew. */
  readonly onGap: () => void;
  readonly onNotice: (notice: SeatNotice) => void;
}

const NO_CLUSTER: SandboxView = { state: 'opening', nodes: [], message: 'The lab is asked for your cluster.' };

/** The key of a block in `runs` and `saves`. */
export function blockKey(step: string, block: string): string {
  return `${step}/${block}`;
}

/** The state before the server said anything. */
export function emptySeatState(): SeatState {
  return {
    welcome: shallowRef(),
    course: shallowRef(),
    courseProblem: ref(),
    courseVersion: ref(0),
    sandbox: shallowRef(NO_CLUSTER),
    clusterNumber: ref(0),
    snapshot: shallowRef(emptySnapshot()),
    progress: shallowRef({ step: '', met: {} }),
    verdicts: shallowReactive(new Map()),
    hintOffer: shallowRef(),
    runs: shallowReactive(new Map()),
    recordings: shallowReactive(new Map()),
    saves: shallowReactive(new Map()),
    ranAt: new Map(),
    pages: ref(1),
    watchers: shallowRef([]),
    clockOffsetMs: ref(0),
  };
}

type Handler<T extends ServerMessage['type']> = (state: SeatState, message: MessageOf<T>, o: SeatStateOptions) => void;

/** What each message changes; those that are not listed are no state of the seat. */
const HANDLERS: { readonly [T in ServerMessage['type']]?: Handler<T> } = {
  welcome: takeWelcome,
  sandbox: takeSandbox,
  snapshot: (state, { snapshot }) => {
    state.snapshot.value = snapshot;
  },
  event: takeEvent,
  runState: takeRun,
  recording: takeRecording,
  blockSaved: (state, { step, block, path }, o) => {
    state.saves.set(blockKey(step, block), { at: o.now() + state.clockOffsetMs.value, path });
  },
  verdicts: (state, { step, verdicts, met }) => {
    state.verdicts.set(step, { verdicts, met });
  },
  hintOffer: (state, { type: _type, ...offer }) => {
    state.hintOffer.value = offer;
  },
  progress: (state, { progress }) => {
    state.progress.value = progress;
  },
  courseChanged: (state, { course, problem }) => {
    state.courseProblem.value = problem;
    if (problem) return;
    state.course.value = course;
    state.courseVersion.value++;
  },
  pages: (state, { count }) => {
    state.pages.value = count;
  },
  watchers: (state, { watchers }) => {
    state.watchers.value = watchers;
  },
  notice: (_state, { level, sentence }, o) => o.onNotice({ level, sentence }),
  problem: (_state, { problem, inReplyTo }, o) => {
    const isSaidElsewhere =
      inReplyTo === 'ping' || inReplyTo === 'openTerminal' || ['noSeat', 'notInstructor'].includes(problem.code);
    if (!isSaidElsewhere) o.onNotice({ level: 'bad', sentence: problem.detail });
  },
};

/** Takes one message into the state. */
export function takeMessage(state: SeatState, message: ServerMessage, o: SeatStateOptions): void {
  // The table pairs each type with its own message, which TypeScript cannot follow through an index.
  const handler = HANDLERS[message.type] as Handler<ServerMessage['type']> | undefined;
  handler?.(state, message as never, o);
}

function takeWelcome(state: SeatState, message: MessageOf<'welcome'>, o: SeatStateOptions): void {
  const known = state.welcome.value;
  state.clockOffsetMs.value = message.now - o.now();
  // The server tells all runs, verdicts and recordings again after its welcome.
  state.runs.clear();
  state.verdicts.clear();
  state.recordings.clear();
  if (known && known.version !== message.version) state.courseVersion.value++;
  state.welcome.value = message;
  state.course.value = message.course;
  state.progress.value = message.progress;
  takeSandbox(state, { type: 'sandbox', sandbox: message.sandbox });
}

function takeSandbox(state: SeatState, { sandbox }: MessageOf<'sandbox'>): void {
  const wasReady = state.sandbox.value.state === 'ready';
  state.sandbox.value = sandbox;
  if (sandbox.state === 'ready') return;
  if (wasReady) state.clusterNumber.value++;
  // A new cluster starts with nothing: what ran in the old one and how it was judged are no longer true.
  state.snapshot.value = emptySnapshot();
  state.runs.clear();
  state.verdicts.clear();
  state.saves.clear();
}

function takeEvent(state: SeatState, { event }: MessageOf<'event'>, o: SeatStateOptions): void {
  const snapshot = state.snapshot.value;
  if (event.seq <= snapshot.seq) return;
  if (event.seq === snapshot.seq + 1) state.snapshot.value = applyEvent(snapshot, event);
  else o.onGap();
}

function takeRecording(
  state: SeatState,
  { type: _type, ...recording }: MessageOf<'recording'>,
  o: SeatStateOptions,
): void {
  const { node, shell, on, because } = recording;
  state.recordings.set(`${node}/${shell}`, recording);
  if (!on) o.onNotice({ level: 'info', sentence: `Recording of ${node}: ${because}` });
}

function takeRun(state: SeatState, message: MessageOf<'runState'>, o: SeatStateOptions): void {
  const { type: _type, step, block, ...run } = message;
  const key = blockKey(step, block);
  const runs = state.runs.get(key) ?? [];
  const at = endedAt(state, message, runs.find((r) => r.node === run.node) !== undefined, o);
  const others = runs.filter((r) => r.node !== run.node);
  state.runs.set(key, [...others, { ...run, ...(at === undefined ? {} : { at }) }]);
}

/** When a run came to its state: now for what this page saw happen, else what it remembers. */
function endedAt(
  state: SeatState,
  { step, block, node, state: runState, ms }: MessageOf<'runState'>,
  isFollowed: boolean,
  o: SeatStateOptions,
): number | undefined {
  const now = o.now() + state.clockOffsetMs.value;
  if (runState === 'waiting' || runState === 'running') return now;
  const key = `${blockKey(step, block)}/${node}/${runState}/${ms ?? ''}`;
  const known = state.ranAt.get(key);
  if (known !== undefined && !isFollowed) return known;
  if (!isFollowed) return undefined;
  state.ranAt.set(key, now);
  return now;
}
