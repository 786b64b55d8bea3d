import type { Logger as Log } from 'pino';
import {
  type BoardAnswer,
  type CommandsKept,
  type Course,
  type CoursePicture,
  type CoursesAnswer,
  type JoinRequest,
  LabError,
  type SeatAnswer,
  type StepView,
  type WatchedSeatAnswer,
} from '../../contract/index.ts';
import type { Provider } from '../sandbox/index.ts';
import type { SeatRecord, Store } from '../store/index.ts';
import { createTerminalLoad, realClock } from '../terminal/index.ts';
import { boardRow } from './board.ts';
import { firstStep, pictureOf, stepOf } from './courses.ts';
import { LiveSeat } from './live-seat.ts';
import type { Page, PageSink } from './page.ts';
import type { RecordingsOf } from './recordings-of.ts';
import { SandboxLender } from './sandbox-lender.ts';
import type { ClusterNow } from './seat-cluster.ts';
import type { SeatFiles } from './seat-files.ts';

export interface WorkshopOptions {
  readonly provider: Provider;
  readonly store: Store;
  readonly courses: readonly Course[];
  /** Seats that may have a cluster at once. */
  readonly seats: number;
  readonly standIns: readonly string[];
  readonly version: string;
  readonly now: () => number;
  /** An unguessable string of lower-case letters and digits. */
  readonly random: (length: number) => string;
  readonly log: Log;
  /** A seat was given up: what else belongs to it ends too. */
  readonly onSeatEnded?: (seat: string) => void;
  readonly recordings: RecordingsOf;
  /** What is kept of what learners type. */
  readonly commands: CommandsKept;
}

/** Everything that happens on the server, in the words of the product: seats are taken, pages opened, courses changed. */
export interface Workshop {
  courses(): CoursesAnswer;
  step(course: string, step: string): StepView;
  /** A picture with an address of its own; throws LabError notFound. */
  picture(course: string, path: string): CoursePicture;
  /** Takes a new seat; its cluster starts to open at once. */
  join(request: JoinRequest): SeatRecord;
  seatByToken(token: string): SeatRecord | undefined;
  answerFor(seat: SeatRecord): SeatAnswer;
  /** The nodes of a seat; throws LabError noSeat when there is no such seat, and has no nodes while none are up. */
  clusterOf(seat: string): ClusterNow;
  openPage(seat: SeatRecord, sink: PageSink): Page;
  /** A page of an instructor on a seat; it can change nothing there. Throws LabError noSeat when there is no such seat. */
  openWatch(seat: string, name: string, sink: PageSink): Page;
  /** Who sits at a seat; throws LabError noSeat. */
  watched(seat: string): WatchedSeatAnswer;
  /** The files of the seat's nodes. */
  filesOf(seat: SeatRecord): SeatFiles;
  /** What is recorded of a seat. Throws LabError noSeat. */
  recordingsOf(seat: string): ReturnType<RecordingsOf>;
  /** Gives a seat up: its cluster and its progress go. */
  giveUp(seat: SeatRecord): void;
  board(): BoardAnswer;
  /** Calls back when the board shows something else; the returned function ends that. */
  onBoard(listener: () => void): () => void;
  courseChanged(folderId: string, course: Course | undefined, problem?: string): void;
  /** Finds the sandboxes of an ended server again. */
  adopt(signal: AbortSignal): Promise<void>;
  /** Lets go of everything; clusters live on. Resolves when what was being taken down is gone. */
  close(): Promise<void>;
}

/** The workshop over a provider and a store. */
export function createWorkshop(o: WorkshopOptions): Workshop {
  const { store, now, random, log } = o;
  const courses = new Map(o.courses.map((course) => [course.outline.id, course]));
  const live = new Map<string, LiveSeat>();
  const boardListeners = new Set<() => void>();
  const load = createTerminalLoad(realClock(now));
  const lender = new SandboxLender({ provider: o.provider, newId: () => random(8), now, log, limit: o.seats });

  const courseOf = (id: string): Course => {
    const course = courses.get(id);
    if (course) return course;
    const known = [...courses.keys()].join(', ') || 'none';
    throw new LabError('unknownCourse', `There is no course ${id.slice(0, 80)}. Courses of this lab: ${known}.`);
  };
  const onChange = (): void => {
    for (const listener of boardListeners) listener();
  };
  const watchedSeat = (id: string): SeatRecord => {
    const seat = store.seatById(id);
    if (seat) return seat;
    throw new LabError('noSeat', 'This seat was given up. The class board shows who is there.');
  };
  const liveSeat = (seat: SeatRecord): LiveSeat => {
    const known = live.get(seat.id);
    if (known) return known;
    const course = () => courseOf(seat.course);
    const { standIns, version, recordings, commands } = o;
    const own = { seatId: seat.id, course, recordings, commands, load, onChange };
    const made = new LiveSeat({ ...own, store, lender, standIns, version, now, log });
    live.set(seat.id, made);
    return made;
  };

  const seatById = (id: string): SeatRecord => {
    const seat = store.seatById(id);
    if (!seat) throw new LabError('noSeat', 'This seat was given up. Take a new one on the first page.');
    return seat;
  };
  /** What is still being written or deleted of seats that ended. */
  const endings = new Set<Promise<void>>();
  const untilEnded = (ending: Promise<void>): void => {
    const ended: Promise<void> = ending
      .catch((err: unknown) => log.error({ err }, 'the recordings of a seat were not deleted'))
      .finally(() => endings.delete(ended));
    endings.add(ended);
  };

  return {
    courses: () => ({
      courses: [...courses.values()].map((course) => course.outline),
      seats: { total: lender.limit, free: lender.free },
    }),
    step: (course, step) => stepOf(courseOf(course), step).step.view,
    picture: (course, path) => pictureOf(courseOf(course), path),

    join({ name, course }) {
      const step = firstStep(courseOf(course));
      if (lender.free === 0) {
        throw new LabError('full', `All ${lender.limit} seats are taken. Try again when somebody has left.`);
      }
      const at = now();
      const seat: SeatRecord = { id: random(10), token: random(40), name, course, step, stepSince: at, createdAt: at };
      store.addSeat(seat);
      void liveSeat(seat).lend();
      onChange();
      return seat;
    },
    seatByToken: (token) => store.seatByToken(token),
    answerFor: ({ id, name, course, token }) => ({ id, name, course, link: `/s/${token}` }),
    clusterOf: (id) => liveSeat(seatById(id)).cluster,
    openPage: (seat, sink) => liveSeat(seat).openPage(sink),
    openWatch: (id, name, sink) =>
      liveSeat(watchedSeat(id)).openWatch({ id: 'instructor', name, role: 'instructor' }, sink),
    watched(id) {
      const { name, course } = watchedSeat(id);
      return { id, name, course };
    },
    filesOf: (seat) => liveSeat(seat).files,
    recordingsOf: (id) => liveSeat(seatById(id)).recordings,

    giveUp(seat) {
      const ended = liveSeat(seat);
      ended.end();
      live.delete(seat.id);
      untilEnded(ended.recordings.removeAll());
      store.removeSeat(seat.id);
      o.onSeatEnded?.(seat.id);
      onChange();
    },

    board: () => ({
      now: now(),
      courses: [...courses.values()].map((course) => course.outline),
      rows: store.seats().map((seat) => boardRow(seat, store.metSteps(seat.id), live.get(seat.id))),
    }),
    onBoard(listener) {
      boardListeners.add(listener);
      return () => boardListeners.delete(listener);
    },

    courseChanged(id, course, problem) {
      if (course) courses.set(id, course);
      for (const seat of live.values()) {
        if (seat.record.course === id) seat.courseChanged(problem);
      }
    },

    async adopt(signal) {
      const seats = new Map(store.seats().flatMap((seat) => (seat.sandboxId ? [[seat.sandboxId, seat] as const] : [])));
      const sandboxes = await lender.adopt((id) => seats.has(id), signal);
      for (const sandbox of sandboxes) {
        const seat = seats.get(sandbox.spec.id);
        if (seat) await liveSeat(seat).lend(sandbox);
      }
      if (sandboxes.length > 0) log.info({ clusters: sandboxes.length }, 'clusters of an earlier run were found again');
    },
    async close() {
      for (const seat of live.values()) {
        seat.close();
        untilEnded(seat.recordings.settled());
      }
      live.clear();
      await Promise.all([lender.settled(), ...endings]);
    },
  };
}
