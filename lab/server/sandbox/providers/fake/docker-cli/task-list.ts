import { type Swarm, type Task, taskName } from '../model/index.ts';
import { type Call, CliMistake, type FlagSpec, keyValue } from './command.ts';
import { age, capital, ellipsis } from './table.ts';
import { list } from './template.ts';

/** The options of `service ps` and `node ps`. */
export const TASK_FLAGS: FlagSpec = {
  long: { quiet: 'flag', filter: 'list', format: 'value', 'no-trunc': 'flag', 'no-resolve': 'flag' },
  short: { q: 'quiet', f: 'filter' },
};

const COLUMNS = {
  ID: 'ID',
  Name: 'NAME',
  Image: 'IMAGE',
  Node: 'NODE',
  DesiredState: 'DESIRED STATE',
  CurrentState: 'CURRENT STATE',
  Error: 'ERROR',
  Ports: 'PORTS',
};

const SHORT_ID = 12;
const LONGEST_ERROR = 30;

function fitsFilters(swarm: Swarm, task: Task, filters: readonly string[]): boolean {
  const groups = new Map<string, string[]>();
  for (const [key, value] of filters.map(keyValue)) groups.set(key, [...(groups.get(key) ?? []), value]);
  return [...groups].every(([key, values]) =>
    values.some((value) => {
      if (key === 'desired-state') return wantedNow(task) === value.toLowerCase();
      if (key === 'name') return taskName(task).includes(value);
      if (key === 'id') return task.id.startsWith(value);
      if (key === 'node') return swarm.members.get(task.memberId ?? '')?.machine === value || task.memberId === value;
      throw new CliMistake(`Error response from daemon: invalid filter '${key}'`);
    }),
  );
}

const wantedNow = (task: Task) => (task.desired === 'remove' ? 'remove' : task.desired);

/** Prints tasks as Docker does: by slot, the newest first, its predecessors below it. */
export function listTasks(call: Call, swarm: Swarm, tasks: readonly Task[]): Promise<number> {
  const { flags, session } = call;
  const whole = flags.has('no-trunc');
  const sorted = tasks
    .filter((task) => fitsFilters(swarm, task, flags.values('filter')))
    .sort(
      (a, b) =>
        a.serviceName.localeCompare(b.serviceName) ||
        (a.slot ?? 0) - (b.slot ?? 0) ||
        (a.slot === undefined ? (a.memberId ?? '').localeCompare(b.memberId ?? '') : 0) ||
        b.createdAt - a.createdAt ||
        b.version - a.version,
    );
  let last = '';
  const rows = sorted.map((task) => {
    const name = taskName(task);
    const isOlder = name === last;
    last = name;
    const error = task.err ? `"${whole ? task.err : ellipsis(task.err, LONGEST_ERROR)}"` : '';
    const since = age(session.site.clock.now() - task.stateAt).toLowerCase();
    return {
      ID: whole ? task.id : task.id.slice(0, SHORT_ID),
      Name: isOlder && !flags.has('quiet') && !flags.value('format') ? ` \\_ ${name}` : name,
      Image: task.template.image,
      Node: swarm.members.get(task.memberId ?? '')?.machine ?? '',
      DesiredState: capital(wantedNow(task)),
      CurrentState: `${capital(task.state)} ${since} ago`,
      Error: error,
      Ports: '',
    };
  });
  return list(call, COLUMNS, rows);
}
