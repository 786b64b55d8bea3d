import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { createProgress } from '../../bootstrap/progress.mjs';
import { LabError } from '../../contract/index.ts';
import { askYes } from './ask.ts';
import { askPassword, changeMachine, shownCommands } from './change-machine.ts';
import { type EnginePlan, planEngine } from './engine-plan.ts';
import { engineSockets, type HostFacts, readHostFacts } from './host-facts.ts';
import { probeEngine } from './probe-engine.ts';
import { continueInGroup } from './regroup.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface SetUpOptions {
  readonly env: Environment;
  readonly dataDir: string;
  /** Goes ahead without asking. */
  readonly yes: boolean;
  readonly progress: ReturnType<typeof createProgress>;
  readonly signal: AbortSignal;
}

export interface FoundEngine {
  readonly socket: string;
  readonly version: string;
}

const START_LIMIT_MS = 60_000;
const POLL_MS = 200;

/** Finds a Docker Engine that answers, or sets one up. */
export async function ensureEngine(options: SetUpOptions): Promise<FoundEngine> {
  const { env, dataDir, signal, progress } = options;
  const engineLog = join(dataDir, 'dockerd.log');
  let before = '';
  for (;;) {
    const facts = await readHostFacts(env, signal);
    const plan = planEngine(facts, engineLog);
    if (plan.kind === 'ready') {
      await progress.step('Docker Engine', (_, note) => note(`${plan.version} at ${plan.socket}`));
      return plan;
    }
    if (plan.kind === 'stuck') throw new LabError('noEngine', plan.sentence);
    if (plan.kind === 'regroup') {
      process.env.DEVCOIN_LAB_STEPS = JSON.stringify(progress.rows);
      return await continueInGroup(facts, process.env);
    }
    const now = JSON.stringify(plan.commands);
    if (now === before) throw new LabError('noEngine', noHelp(engineLog));
    before = now;
    await carryOut(plan, facts, options);
  }
}

async function carryOut(
  plan: Extract<EnginePlan, { kind: 'change' }>,
  facts: HostFacts,
  { env, dataDir, yes, progress, signal }: SetUpOptions,
): Promise<void> {
  console.log(`\n${plan.because}\n\n${shownCommands(plan.commands, facts)}\n`);
  if (facts.hasTerminal && !yes && !(await askYes('Run these now?', signal))) {
    throw new LabError('noEngine', 'Nothing was changed. Run the commands yourself, then run npm start again.');
  }
  await askPassword(facts);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  await progress.step('Docker set up', async (say) => {
    await changeMachine(plan.commands, { facts, signal, say, answers: () => waitForAnswer(env, signal, 2000) });
    say('waiting for its answer');
    await waitForAnswer(env, signal, START_LIMIT_MS);
  });
}

/** Whether an engine answers within the time, to this user or another. */
async function waitForAnswer(env: Environment, signal: AbortSignal, limitMs: number): Promise<boolean> {
  const { sockets } = engineSockets(env, '');
  const end = performance.now() + limitMs;
  do {
    const probes = await Promise.all(sockets.map((socket) => probeEngine(socket, signal)));
    if (probes.some(({ state }) => state === 'ready' || state === 'forbidden')) return true;
    await wait(POLL_MS, undefined, { signal });
  } while (performance.now() < end);
  return false;
}

function noHelp(engineLog: string): string {
  const said = existsSync(engineLog) ? readFileSync(engineLog, 'utf8').trim().split('\n').slice(-6).join('\n') : '';
  const where = said ? `Its log (${engineLog}) ends with:\n${said}` : 'See: journalctl -u docker';
  return `Docker Engine was started but does not answer. ${where}`;
}
