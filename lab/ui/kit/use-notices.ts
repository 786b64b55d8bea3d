import { type ShallowRef, shallowRef } from 'vue';

/** A sentence that is shown for a while, or until it is taken away. */
interface Notice {
  readonly id: number;
  readonly level: 'ok' | 'info' | 'warn' | 'bad';
  readonly sentence: string;
}

const SHOWN_MS = { ok: 4_000, info: 7_000, warn: 9_000, bad: 15_000 } as const;
const MOST_AT_ONCE = 4;

const notices: ShallowRef<readonly Notice[]> = shallowRef([]);
let lastId = 0;

/** The notices of the page, newest last, and how to add and take away. */
export function useNotices() {
  return { notices, tell, dismiss };
}

function tell(notice: Omit<Notice, 'id'>): void {
  const id = ++lastId;
  // The same sentence again is moved to the end, not stacked.
  const others = notices.value.filter((n) => n.sentence !== notice.sentence);
  notices.value = [...others, { ...notice, id }].slice(-MOST_AT_ONCE);
  setTimeout(() => dismiss(id), SHOWN_MS[notice.level]);
}

function dismiss(id: number): void {
  notices.value = notices.value.filter((n) => n.id !== id);
}
