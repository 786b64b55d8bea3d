import type { ClusterSnapshot, NodeView, ServiceView, SwarmMember, TaskView } from '../../contract/index.ts';
import { quorumOf } from '../../contract/index.ts';
import { type Chip, chipOf, chipState, folded, GHOST_MS, isEnded, isShown } from './task-chip.ts';

/** Hues and shapes there are (tokens.css: --svc-1 to --svc-8). */
export const HUES = 8;

export interface NodeColumn {
  readonly name: string;
  readonly address: string;
  readonly publicAddress?: string;
  readonly role: 'manager' | 'worker' | 'none';
  readonly leader: boolean;
  readonly tone: 'ok' | 'warn' | 'bad' | 'dim';
  readonly word: string;
  readonly availability?: 'active' | 'pause' | 'drain';
  readonly power: NodeView['power'];
  readonly problem?: string;
  readonly chips: readonly Chip[];
  /** Said when there is no chip. */
  readonly emptyWord: string;
}

export interface ServiceChip {
  readonly id: string;
  readonly name: string;
  readonly hue: number;
  readonly count: string;
  readonly short: boolean;
}

/** A replaced task and the one that took its place. */
export interface Move {
  readonly key: string;
  readonly hue: number;
  readonly from: string;
  readonly to: string;
}

export interface Rail {
  readonly kind: 'managers' | 'workers' | 'none' | 'spare';
  readonly from: number;
  readonly to: number;
}

export interface MapModel {
  readonly columns: readonly NodeColumn[];
  readonly rails: readonly Rail[];
  readonly services: readonly ServiceChip[];
  readonly unplaced: readonly Chip[];
  readonly moves: readonly Move[];
}

/** The hue of each service, given out in the order of creation; a service keeps its hue while it lives. */
export function giveHues(
  before: ReadonlyMap<string, number>,
  services: readonly ServiceView[],
): ReadonlyMap<string, number> {
  const hues = new Map<string, number>();
  for (const { id } of services) {
    const known = before.get(id);
    if (known !== undefined) hues.set(id, known);
  }
  for (const { id } of [...services].sort((a, b) => a.createdAt - b.createdAt)) {
    if (hues.has(id)) continue;
    const taken = new Set(hues.values());
    const free = Array.from({ length: HUES }, (_, i) => i + 1).find((hue) => !taken.has(hue));
    hues.set(id, free ?? (hues.size % HUES) + 1);
  }
  return hues;
}

/** What the map shows of a snapshot at a moment of the server's clock. */
export function mapModel(snapshot: ClusterSnapshot, hues: ReadonlyMap<string, number>, now: number): MapModel {
  const columns = snapshot.nodes.map((node) => columnOf(snapshot, node, hues, now));
  const rank = ({ role, power }: NodeColumn) => (power === 'spare' ? 3 : { manager: 0, worker: 1, none: 2 }[role]);
  const ordered = [...columns].sort((a, b) => rank(a) - rank(b));
  const isUnplaced = (task: TaskView) => !task.node && isShown(task, now) && task.desired !== 'shutdown';
  return {
    columns: ordered,
    rails: railsOf(ordered),
    services: snapshot.services.map((service) => serviceChip(snapshot, service, hues)),
    unplaced: snapshot.tasks.filter(isUnplaced).map((task) => chipOf(snapshot, task, hues, now)),
    moves: movesOf(snapshot, hues, now),
  };
}

/** "3 of 3 vote, one may fail", or what is wrong with the quorum. */
export function quorumSentence(snapshot: ClusterSnapshot): string {
  const { state, managers, reachable } = snapshot.swarm;
  const needed = quorumOf(managers);
  if (state === 'noQuorum')
    return `${reachable} of ${managers} ${reachable === 1 ? 'votes' : 'vote'}, ${needed} needed`;
  const mayFail = reachable - needed;
  if (managers === 1) return 'one manager: if it fails, nothing is decided';
  const rest = mayFail <= 0 ? 'none may fail' : `${numberWord(mayFail)} may fail`;
  const even = managers % 2 === 0 ? `; an even number is no safer than ${managers - 1}` : '';
  return `${reachable} of ${managers} vote, ${rest}${even}`;
}

/** Small numbers as words, as one says them. */
export function numberWord(n: number): string {
  return ['none', 'one', 'two', 'three', 'four', 'five', 'six', 'seven'][n] ?? String(n);
}

/** An age as the map writes it: 3 s, 14 min, 1 h 42, 2 d. */
export function ageWord(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000));
  if (s < 60) return `${s} s`;
  const min = Math.floor(s / 60);
  if (min < 60) return `${min} min`;
  const h = Math.floor(min / 60);
  return h < 48 ? `${h} h ${String(min % 60).padStart(2, '0')}` : `${Math.floor(h / 24)} d`;
}

function columnOf(
  snapshot: ClusterSnapshot,
  node: NodeView,
  hues: ReadonlyMap<string, number>,
  now: number,
): NodeColumn {
  const member = node.memberId ? snapshot.members.find((m) => m.id === node.memberId) : undefined;
  const tasks = snapshot.tasks
    .filter((task) => (member ? task.memberId === member.id : false) && isShown(task, now))
    .sort((a, b) =>
      a.serviceName === b.serviceName ? (a.slot ?? 0) - (b.slot ?? 0) : order(snapshot, a) - order(snapshot, b),
    );
  const chips = folded(tasks.map((task) => chipOf(snapshot, task, hues, now)));
  return {
    name: node.name,
    address: node.address,
    ...(node.publicAddress ? { publicAddress: node.publicAddress } : {}),
    role: member?.role ?? 'none',
    leader: Boolean(member?.leader) && node.power === 'running' && snapshot.swarm.state === 'active',
    ...stateOf(snapshot, node, member),
    ...(member && isAvailabilityKnown(snapshot, member) ? { availability: member.availability } : {}),
    power: node.power,
    ...(node.problem ? { problem: node.problem } : {}),
    chips,
    emptyWord: emptyWord(node, member),
  };
}

function stateOf(
  snapshot: ClusterSnapshot,
  node: NodeView,
  member: SwarmMember | undefined,
): Pick<NodeColumn, 'tone' | 'word'> {
  if (node.power === 'spare') return { tone: 'dim', word: 'Not created yet' };
  if (node.power === 'stopped') return { tone: 'bad', word: 'Stopped' };
  if (node.power === 'paused') return { tone: 'warn', word: 'Frozen' };
  if (node.power === 'failed') return { tone: 'bad', word: 'Failed' };
  if (node.power === 'starting' || node.engine === 'down') return { tone: 'dim', word: 'Starting' };
  if (!member) {
    if (node.local === 'pending') return { tone: 'dim', word: 'Joining' };
    return node.local === 'inactive' ? { tone: 'ok', word: 'Engine up' } : { tone: 'dim', word: 'In another swarm' };
  }
  if (snapshot.swarm.state === 'noQuorum')
    return { tone: 'dim', word: member.role === 'manager' ? 'No quorum' : 'Unknown' };
  if (member.state === 'ready') return { tone: 'ok', word: 'Ready' };
  return member.state === 'down' ? { tone: 'bad', word: 'Down' } : { tone: 'dim', word: 'Unknown' };
}

/** Without a quorum only what was set on purpose is worth a word. */
function isAvailabilityKnown(snapshot: ClusterSnapshot, member: SwarmMember): boolean {
  return snapshot.swarm.state === 'noQuorum' ? member.availability !== 'active' : member.state === 'ready';
}

function emptyWord(node: NodeView, member: SwarmMember | undefined): string {
  if (node.power === 'spare') return '';
  if (node.power !== 'running') return node.problem ?? (node.power === 'stopped' ? 'Switched off' : 'Not answering');
  if (!member) return 'No containers';
  return member.availability === 'active' ? 'Idle' : 'Empty, takes no tasks';
}

function order(snapshot: ClusterSnapshot, task: TaskView): number {
  return snapshot.services.findIndex((service) => service.id === task.serviceId);
}

function railsOf(columns: readonly NodeColumn[]): readonly Rail[] {
  const rails: Rail[] = [];
  for (const [i, column] of columns.entries()) {
    const kind = railKind(column);
    const last = rails.at(-1);
    if (last?.kind === kind) rails[rails.length - 1] = { ...last, to: i + 2 };
    else rails.push({ kind, from: i + 1, to: i + 2 });
  }
  return rails;
}

function railKind({ role, power }: NodeColumn): Rail['kind'] {
  if (power === 'spare') return 'spare';
  return role === 'manager' ? 'managers' : role === 'worker' ? 'workers' : 'none';
}

function serviceChip(snapshot: ClusterSnapshot, service: ServiceView, hues: ReadonlyMap<string, number>): ServiceChip {
  const running = snapshot.tasks.filter(
    (t) =>
      t.serviceId === service.id &&
      t.state === 'running' &&
      t.desired === 'running' &&
      chipState(snapshot, t, 0) !== 'lost',
  ).length;
  const isLastKnown = snapshot.swarm.state === 'noQuorum';
  const wanted = service.mode === 'replicated' ? (service.replicas ?? 0) : undefined;
  const count = wanted === undefined ? `global, ${running}` : `${running} of ${wanted}`;
  return {
    id: service.id,
    name: service.name,
    hue: hues.get(service.id) ?? 7,
    count: isLastKnown ? `${count}, last known` : count,
    short: wanted !== undefined && running < wanted,
  };
}

function movesOf(snapshot: ClusterSnapshot, hues: ReadonlyMap<string, number>, now: number): readonly Move[] {
  const moves: Move[] = [];
  for (const ghost of snapshot.tasks) {
    if (!isEnded(ghost) || now - ghost.stateAt >= GHOST_MS || ghost.slot === undefined) continue;
    const heir = snapshot.tasks
      .filter(
        (t) => t.serviceId === ghost.serviceId && t.slot === ghost.slot && t.createdAt > ghost.createdAt && !isEnded(t),
      )
      .sort((a, b) => a.createdAt - b.createdAt)[0];
    if (!heir?.memberId || heir.memberId === ghost.memberId) continue;
    moves.push({ key: `${ghost.id}-${heir.id}`, hue: hues.get(ghost.serviceId) ?? 7, from: ghost.id, to: heir.id });
  }
  // Above four the lines are a thicket: ghosts alone tell the story.
  return moves.length > 4 ? [] : moves;
}
