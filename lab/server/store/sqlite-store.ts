import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { type ClusterSnapshot, LabError } from '../../contract/index.ts';
import type { SeatRecord, Store } from './store.ts';

/** Steps of the schema, applied in order; the file remembers how many it has. Append, never edit. */
const SCHEMA = [
  `CREATE TABLE seat (
     id TEXT PRIMARY KEY, token TEXT NOT NULL UNIQUE, name TEXT NOT NULL, course TEXT NOT NULL, sandbox_id TEXT,
     step TEXT NOT NULL, step_since INTEGER NOT NULL, created_at INTEGER NOT NULL) STRICT;
   CREATE TABLE met (seat_id TEXT NOT NULL REFERENCES seat ON DELETE CASCADE, step TEXT NOT NULL, at INTEGER NOT NULL,
     PRIMARY KEY (seat_id, step)) STRICT;
   CREATE TABLE baseline (seat_id TEXT NOT NULL REFERENCES seat ON DELETE CASCADE, step TEXT NOT NULL, snapshot TEXT NOT NULL,
     PRIMARY KEY (seat_id, step)) STRICT;
   CREATE TABLE answer (seat_id TEXT NOT NULL REFERENCES seat ON DELETE CASCADE, step TEXT NOT NULL, check_index INTEGER NOT NULL,
     value TEXT NOT NULL, PRIMARY KEY (seat_id, step, check_index)) STRICT;
   CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;`,
] as const;

/** SQLite's code for a full disk (https://sqlite.org/rescode.html#full). */
const SQLITE_FULL = 13;

/** Opens (or makes) the store in a file; `:memory:` keeps it in memory. */
export function openStore(file: string): Store {
  const db = guard(() => openDatabase(file), file);
  const run = (sql: string, ...values: SQLInputValue[]) => guard(() => db.prepare(sql).run(...values), file);
  const all = (sql: string, ...values: SQLInputValue[]) => guard(() => db.prepare(sql).all(...values), file) as Row[];
  const one = (sql: string, ...values: SQLInputValue[]) => all(sql, ...values)[0];
  const seat = (row: Row | undefined) => (row ? seatOf(row) : undefined);

  return {
    addSeat: (s) =>
      void run(
        'INSERT INTO seat VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        ...[s.id, s.token, s.name, s.course, s.sandboxId ?? null, s.step, s.stepSince, s.createdAt],
      ),
    seats: () => all('SELECT * FROM seat ORDER BY created_at, id').map(seatOf),
    seatById: (id) => seat(one('SELECT * FROM seat WHERE id = ?', id)),
    seatByToken: (token) => seat(one('SELECT * FROM seat WHERE token = ?', token)),
    setSandbox: (id, sandboxId) => void run('UPDATE seat SET sandbox_id = ? WHERE id = ?', sandboxId ?? null, id),
    setStep: (id, step, since) => void run('UPDATE seat SET step = ?, step_since = ? WHERE id = ?', step, since, id),
    removeSeat: (id) => void run('DELETE FROM seat WHERE id = ?', id),

    metSteps: (id) =>
      Object.fromEntries(
        all('SELECT step, at FROM met WHERE seat_id = ?', id).map((r) => [String(r.step), Number(r.at)]),
      ),
    addMet: (id, step, at) => void run('INSERT OR IGNORE INTO met VALUES (?, ?, ?)', id, step, at),

    baseline: (id, step) => {
      const row = one('SELECT snapshot FROM baseline WHERE seat_id = ? AND step = ?', id, step);
      return row ? (JSON.parse(String(row.snapshot)) as ClusterSnapshot) : undefined;
    },
    setBaseline: (id, step, snapshot) =>
      void run('INSERT OR REPLACE INTO baseline VALUES (?, ?, ?)', id, step, JSON.stringify(snapshot)),
    clearBaselines: (id) => void run('DELETE FROM baseline WHERE seat_id = ?', id),

    answers: (id, step) => {
      const rows = all('SELECT check_index, value FROM answer WHERE seat_id = ? AND step = ?', id, step);
      return Object.fromEntries(rows.map((r) => [Number(r.check_index), String(r.value)]));
    },
    setAnswer: (id, step, check, value) =>
      void run('INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?)', id, step, check, value),

    setting: (name, make) => {
      run('INSERT OR IGNORE INTO setting VALUES (?, ?)', name, make());
      return String(one('SELECT value FROM setting WHERE name = ?', name)?.value);
    },
    close: () => db.close(),
  };
}

type Row = Record<string, SQLInputValue>;

function openDatabase(file: string): DatabaseSync {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const db = new DatabaseSync(file);
  db.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 2000',
  );
  const have = Number(db.prepare('PRAGMA user_version').get()?.user_version);
  if (have > SCHEMA.length) {
    throw new LabError(
      'badConfig',
      `${file} was written by a newer version of the lab. Use that version, or another --data folder.`,
    );
  }
  SCHEMA.slice(have).forEach((step, i) => {
    db.exec(`BEGIN; ${step}; PRAGMA user_version = ${have + i + 1}; COMMIT`);
  });
  return db;
}

function seatOf(row: Row): SeatRecord {
  return {
    id: String(row.id),
    token: String(row.token),
    name: String(row.name),
    course: String(row.course),
    ...(row.sandbox_id === null ? {} : { sandboxId: String(row.sandbox_id) }),
    step: String(row.step),
    stepSince: Number(row.step_since),
    createdAt: Number(row.created_at),
  };
}

function guard<T>(act: () => T, file: string): T {
  try {
    return act();
  } catch (cause) {
    if ((cause as { errcode?: number }).errcode === SQLITE_FULL) {
      throw new LabError(
        'noDisk',
        `${file} cannot grow: the disk is full. Free some space; nothing that was saved is lost.`,
        { cause },
      );
    }
    throw cause;
  }
}
