import { type InjectionKey, inject, provide } from 'vue';
import type { RecordingState } from '../../contract/index.ts';

/** What a terminal of the page knows and asks of its recording. */
export interface Recorder {
  /** Undefined where it was never recorded. */
  stateOf(node: string, shell: string): RecordingState | undefined;
  record(node: string, shell: string, on: boolean): void;
}

const recorderKey: InjectionKey<Recorder> = Symbol('recorder');

/** Makes the recordings of a seat known to the terminals below. */
export function provideRecorder(seat: {
  readonly recordings: ReadonlyMap<string, RecordingState>;
  record(node: string, shell: string, on: boolean): void;
}): void {
  const stateOf = (node: string, shell: string) =>
    [...seat.recordings.values()].find((state) => state.node === node && state.shell === shell);
  provide(recorderKey, { stateOf, record: seat.record });
}

/** The recordings of the page's seat; none where terminals are shown without one. */
export function useRecorder(): Recorder | undefined {
  return inject(recorderKey, undefined);
}
