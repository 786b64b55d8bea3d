import { hash } from 'node:crypto';
import { dig } from './src/dig.ts';
import { Pacer } from './src/pacer.ts';

// How much of a bare hashing loop's speed the miner's core has, and how well it keeps a rate. One line of JSON:
// ours and theirs are hashes a second as fast as one core goes; configured and measured the same at a set rate.
const ROUNDS = 5;
/** Both sides take turns so quickly that other work on the machine meets both alike. */
const TURNS = 20;
const TURN_MS = 50;
const CONFIGURED = 20_000;
const CONFIGURED_MS = 5000;
/** No hash has that many zero bits: no job ends by itself, and both sides hash the same texts. */
const NEVER = 257;

/** Hashes done and the time they took. */
interface Effort {
  readonly hashes: number;
  readonly ms: number;
}

await round();
const rounds: { ours: number; theirs: number }[] = [];
while (rounds.length < ROUNDS) rounds.push(await round());
const measured = rate([await digFor(CONFIGURED_MS, new Pacer(CONFIGURED), 0)]);
const ours = median(rounds.map((each) => each.ours));
const theirs = median(rounds.map((each) => each.theirs));
console.log(JSON.stringify({ ours, theirs, configured: CONFIGURED, measured }));

async function round() {
  const dug: Effort[] = [];
  const bare: Effort[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    dug.push(await digFor(TURN_MS, new Pacer(0), turn));
    bare.push(hashFor(TURN_MS, turn));
  }
  return { ours: rate(dug), theirs: rate(bare) };
}

async function digFor(ms: number, pacer: Pacer, job: number): Promise<Effort> {
  const startedAt = performance.now();
  await dig(job, NEVER, pacer, AbortSignal.timeout(ms)).catch(() => {}); // It ends by the signal only.
  return { hashes: pacer.done, ms: performance.now() - startedAt };
}

function hashFor(ms: number, job: number): Effort {
  const startedAt = performance.now();
  let nonce = 0;
  while (performance.now() - startedAt < ms) {
    for (const end = nonce + 1000; nonce < end; nonce++) hash('sha256', `devcoin:${job}:${nonce}`, 'binary');
  }
  return { hashes: nonce, ms: performance.now() - startedAt };
}

function rate(efforts: readonly Effort[]): number {
  const sum = (of: keyof Effort) => efforts.reduce((total, each) => total + each[of], 0);
  return Math.round((sum('hashes') * 1000) / sum('ms'));
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
