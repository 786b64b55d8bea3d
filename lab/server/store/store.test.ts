import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emptySnapshot } from '../../contract/index.ts';
import { openStore, type SeatRecord } from './index.ts';

const marta: SeatRecord = {
  id: 's1',
  token: 't1',
  name: "Robert'); DROP TABLE seat;--",
  course: 'devcoin',
  step: 'devcoin-11',
  stepSince: 5,
  createdAt: 1,
};

describe('the store', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'store-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('gives back a seat by id and by token after it was opened again', () => {
    const first = openStore(join(folder, 'lab.db'));
    first.addSeat(marta);
    first.setSandbox('s1', 'box1');
    first.setStep('s1', 'devcoin-12', 9);
    first.close();
    const second = openStore(join(folder, 'lab.db'));
    const kept = { ...marta, sandboxId: 'box1', step: 'devcoin-12', stepSince: 9 };
    expect(second.seatById('s1')).toEqual(kept);
    expect(second.seatByToken('t1')).toEqual(kept);
    expect(second.seatByToken('t2')).toBeUndefined();
    second.close();
  });

  it('keeps the first time a step was met', () => {
    const store = openStore(':memory:');
    store.addSeat(marta);
    store.addMet('s1', 'devcoin-11', 10);
    store.addMet('s1', 'devcoin-11', 20);
    expect(store.metSteps('s1')).toEqual({ 'devcoin-11': 10 });
  });

  it('keeps baselines and answers by step, and forgets baselines on demand', () => {
    const store = openStore(':memory:');
    store.addSeat(marta);
    const snapshot = { ...emptySnapshot(), seq: 7 };
    store.setBaseline('s1', 'devcoin-17', snapshot);
    store.setAnswer('s1', 'devcoin-15', 2, 'node1');
    store.setAnswer('s1', 'devcoin-15', 2, 'node2');
    expect(store.baseline('s1', 'devcoin-17')).toEqual(snapshot);
    expect(store.answers('s1', 'devcoin-15')).toEqual({ 2: 'node2' });
    store.clearBaselines('s1');
    expect(store.baseline('s1', 'devcoin-17')).toBeUndefined();
  });

  it('takes all that belongs to a seat away with it', () => {
    const store = openStore(':memory:');
    store.addSeat(marta);
    store.addMet('s1', 'devcoin-11', 10);
    store.removeSeat('s1');
    store.addSeat(marta);
    expect(store.metSteps('s1')).toEqual({});
  });

  it('makes a setting once', () => {
    const store = openStore(':memory:');
    expect(store.setting('key', () => 'one')).toBe('one');
    expect(store.setting('key', () => 'two')).toBe('one');
  });

  it('refuses a file of a newer version with a sentence', () => {
    const file = join(folder, 'lab.db');
    const store = openStore(file);
    store.close();
    const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
    const db = new DatabaseSync(file);
    db.exec('PRAGMA user_version = 99');
    db.close();
    expect(() => openStore(file)).toThrow(/newer version/);
  });
});
