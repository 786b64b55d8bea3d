import { TASK_STATES } from '../../../../../contract/index.ts';
import { wait } from '../clock.ts';
import { fitsTemplate, isLive, isRunning, type Service, type Swarm, type Task } from '../model/index.ts';
import { INTERRUPTED } from '../program.ts';
import { until } from '../site.ts';
import type { Call } from './command.ts';

/** More tasks than these are only counted (docker/cli, progress). */
const LINES = 20;
const BAR = 50;
const STEPS = TASK_STATES.indexOf('running') + 1;

/** How many tasks a service should have now. */
export function wantedTasks(swarm: Swarm, service: Service): number {
  const { mode, template } = service.spec;
  if (mode.kind === 'replicated') return mode.replicas;
  return [...swarm.members.values()].filter(
    (m) => m.state !== 'down' && m.availability === 'active' && fitsTemplate(m, template),
  ).length;
}

/** The newest live task of each place. */
function places(swarm: Swarm, service: Service): Task[] {
  const newest = new Map<string | number, Task>();
  for (const task of swarm.tasks.values()) {
    if (task.serviceId !== service.id || !isLive(task)) continue;
    newest.set(task.slot ?? task.memberId ?? task.id, task);
  }
  return [...newest.values()].sort(
    (a, b) => (a.slot ?? 0) - (b.slot ?? 0) || (a.memberId ?? '').localeCompare(b.memberId ?? ''),
  );
}

const isDone = (service: Service, task: Task) => isRunning(task) && task.template === service.spec.template;

function isConverged(swarm: Swarm, service: Service): boolean {
  const tasks = places(swarm, service);
  const isUpdating = service.update?.state === 'updating' || service.update?.state === 'rollback_started';
  return tasks.length === wantedTasks(swarm, service) && tasks.every((t) => isDone(service, t)) && !isUpdating;
}

function progressLines(swarm: Swarm, service: Service): string[] {
  const tasks = places(swarm, service);
  const wanted = wantedTasks(swarm, service);
  const done = tasks.filter((t) => isDone(service, t)).length;
  const lines = [`overall progress: ${done} out of ${wanted} tasks `];
  if (wanted > LINES) return lines;
  for (let i = 0; i < wanted; i++) {
    const task = tasks[i];
    const name = service.spec.mode.kind === 'global' ? (task?.memberId ?? '').slice(0, 12) : `${i + 1}/${wanted}`;
    lines.push(`${name}: ${task ? stateLine(swarm, task) : ''}`);
  }
  return lines;
}

function stateLine(swarm: Swarm, task: Task): string {
  const before = [...swarm.tasks.values()].filter((t) => t.id === task.follows).at(0);
  const err = task.err ?? (task.state === 'running' ? undefined : before?.err);
  if (err) return err;
  const at = Math.round(((TASK_STATES.indexOf(task.state) + 1) / STEPS) * BAR);
  const bar = `${'='.repeat(Math.max(0, at - 1))}>`.slice(-BAR).padEnd(BAR);
  return `${task.state.padEnd(9)} [${task.state === 'running' ? `${'='.repeat(BAR)}>` : `${bar} `}] `;
}

/** A service, and what the command line was told to call it. */
export interface Watched {
  readonly service: Service;
  readonly name: string;
}

/** Follows a service until its tasks run and have done so for a while, as the command line does. */
export async function watchService(call: Call, swarm: Swarm, { service, name }: Watched): Promise<number> {
  const screen = createScreen(call);
  const { site } = call.session;
  const refusal = () => (service.update?.state === 'paused' ? service.update.message : undefined);
  const redraw = () => screen.draw(progressLines(swarm, service));
  const stopDrawing = site.onChange(redraw);
  try {
    redraw();
    for (;;) {
      await until(site, () => isConverged(swarm, service) || refusal() !== undefined, call.io.signal);
      if (refusal() !== undefined) break;
      if (await staysConverged(call, swarm, service, screen)) break;
    }
  } catch (error) {
    if (!call.io.signal.aborted) throw error;
    call.io.err(`Operation continuing in background.\nUse \`docker service ps ${service.id}\` to check progress.\n`);
    return INTERRUPTED;
  } finally {
    stopDrawing();
  }
  const why = refusal();
  if (why === undefined) await screen.finish(progressLines(swarm, service), `verify: Service ${name} converged `);
  else call.io.err(`service update paused: ${why}\n`);
  return why === undefined ? 0 : 1;
}

async function staysConverged(call: Call, swarm: Swarm, service: Service, screen: Screen): Promise<boolean> {
  const { site } = call.session;
  const end = site.clock.now() + site.cluster.timing.stableMs;
  for (let left = end - site.clock.now(); left > 0; left = end - site.clock.now()) {
    const seconds = Math.ceil(left / 1000);
    screen.note(`verify: Waiting ${seconds} seconds to verify that tasks are stable...`);
    screen.draw(progressLines(swarm, service));
    await wait(site.clock, Math.min(left, 1000), call.io.signal);
    if (!isConverged(swarm, service)) {
      screen.note('verify: Detected task failure ');
      return false;
    }
  }
  return true;
}

interface Screen {
  draw(lines: readonly string[]): void;
  /** A line below the progress. */
  note(line: string): void;
  finish(lines: readonly string[], last: string): Promise<void>;
}

/** On a terminal the lines are drawn over; elsewhere only the end is printed. `--quiet` prints nothing. */
function createScreen(call: Call): Screen {
  let shown = '';
  let height = 0;
  let below = '';
  const isQuiet = call.flags.has('quiet');
  const paint = (lines: readonly string[], width = Number.POSITIVE_INFINITY) => {
    const text = `${lines.map((line) => line.slice(0, width)).join('\n')}\n`;
    if (isQuiet || text === shown) return;
    const up = height > 0 ? `\x1b[${height}A\r\x1b[J` : '';
    shown = text;
    height = lines.length;
    return call.io.out(up + text);
  };
  return {
    draw(lines) {
      // A line that wraps would make the cursor miss its way back up.
      if (call.io.isTty) void paint(below ? [...lines, below] : lines, call.session.size.cols - 1);
    },
    note(line) {
      below = line;
    },
    async finish(lines, last) {
      await paint([...lines, last]);
    },
  };
}
