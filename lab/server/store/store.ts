import type { ClusterSnapshot } from '../../contract/index.ts';

/** A seat as it is kept. */
export interface SeatRecord {
  readonly id: string;
  /** Unguessable: cookie and personal link. */
  readonly token: string;
  readonly name: string;
  readonly course: string;
  /** The sandbox lent to the seat; absent before the first one and after its end. */
  readonly sandboxId?: string;
  /** The step the learner is at, and since when. */
  readonly step: string;
  readonly stepSince: number;
  readonly createdAt: number;
}

/** What must outlive the server. Calls are synchronous and durable when they return; a full disk throws LabError noDisk. */
export interface Store {
  addSeat(seat: SeatRecord): void;
  seats(): readonly SeatRecord[];
  seatById(id: string): SeatRecord | undefined;
  seatByToken(token: string): SeatRecord | undefined;
  setSandbox(seatId: string, sandboxId: string | undefined): void;
  setStep(seatId: string, step: string, since: number): void;
  removeSeat(seatId: string): void;

  /** Steps that were met, with the time. */
  metSteps(seatId: string): Readonly<Record<string, number>>;
  addMet(seatId: string, step: string, at: number): void;

  /** The cluster as it was when the step was opened first. */
  baseline(seatId: string, step: string): ClusterSnapshot | undefined;
  setBaseline(seatId: string, step: string, snapshot: ClusterSnapshot): void;
  clearBaselines(seatId: string): void;

  answers(seatId: string, step: string): Readonly<Record<number, string>>;
  setAnswer(seatId: string, step: string, check: number, value: string): void;

  /** A value of the installation, made on first use. */
  setting(name: string, make: () => string): string;
  close(): void;
}
