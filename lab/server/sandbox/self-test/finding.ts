/** One thing that was looked at, and how it is. */
export interface Finding {
  readonly id: string;
  readonly state: 'ok' | 'warn' | 'bad';
  readonly sentence: string;
  /** What to do about it. */
  readonly fix?: string;
}

/** All is well. */
export function ok(id: string, sentence: string): Finding {
  return { id, state: 'ok', sentence };
}

/** Something is missing or to be known; labs work all the same. */
export function warn(id: string, sentence: string, fix?: string): Finding {
  return { id, state: 'warn', sentence, ...(fix ? { fix } : {}) };
}

/** Labs will not work like this. */
export function bad(id: string, sentence: string, fix?: string): Finding {
  return { id, state: 'bad', sentence, ...(fix ? { fix } : {}) };
}
