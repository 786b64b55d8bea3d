/** One coin, as it is told to the world. */
export interface Coin {
  readonly id: string;
  readonly job: number;
  readonly nonce: number;
  readonly hash: string;
  readonly miner: string;
  readonly task: string;
  readonly node: string | null;
  readonly at: number;
  readonly ms: number;
}

/** An entry of a stream as Redis gives it: id, then names and values in turn. */
export type StreamEntry = readonly [id: string, fields: readonly string[]];

/** Makes a coin of an entry of the stream. */
export function toCoin([id, fields]: StreamEntry): Coin {
  const entry = toRecord(fields);
  return {
    id,
    job: toNumber(entry.job),
    nonce: toNumber(entry.nonce),
    hash: entry.hash ?? '',
    miner: entry.miner ?? '',
    task: entry.task ?? '',
    node: entry.node || null,
    at: millisecondsOf(id),
    ms: toNumber(entry.ms),
  };
}

/** The miner of an entry, without the cost of the whole coin. */
export function minerOf([, fields]: StreamEntry): string {
  for (let i = 0; i < fields.length; i += 2) if (fields[i] === 'miner') return fields[i + 1] ?? '';
  return '';
}

/** A number that Redis keeps as text; 0 for what is missing or no number. */
export function toNumber(text: string | null | undefined): number {
  const value = Number(text ?? 0);
  return Number.isFinite(value) ? value : 0;
}

/** Whether a text is the id of a stream's entry: milliseconds, a dash, a number among the entries of that millisecond. */
export function isStreamId(text: string): boolean {
  return /^\d{1,15}-\d{1,15}$/.test(text);
}

/** When an entry was written, by Redis' clock. */
export function millisecondsOf(id: string): number {
  return Number(id.slice(0, id.indexOf('-')));
}

/** Whether one entry comes later in the stream than another. */
export function isAfter(id: string, other: string): boolean {
  const [ms, otherMs] = [millisecondsOf(id), millisecondsOf(other)];
  if (ms !== otherMs) return ms > otherMs;
  return Number(id.slice(id.indexOf('-') + 1)) > Number(other.slice(other.indexOf('-') + 1));
}

function toRecord(fields: readonly string[]): Partial<Record<string, string>> {
  const record: Partial<Record<string, string>> = {};
  for (let i = 0; i < fields.length; i += 2) record[fields[i] ?? ''] = fields[i + 1];
  return record;
}
