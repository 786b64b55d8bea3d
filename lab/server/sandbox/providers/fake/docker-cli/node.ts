import {
  asManager,
  ENGINE_VERSION,
  findMember,
  type Member,
  nodeAnswer,
  removeNode,
  type Swarm,
  updateNode,
} from '../model/index.ts';
import { ANY, type Call, CliMistake, type DockerCommand, forEachArgument, keyValue, sentenceOf } from './command.ts';
import { capital } from './table.ts';
import { listTasks, TASK_FLAGS } from './task-list.ts';
import { inspect, list } from './template.ts';

const COLUMNS = {
  ID: 'ID',
  Hostname: 'HOSTNAME',
  Status: 'STATUS',
  Availability: 'AVAILABILITY',
  ManagerStatus: 'MANAGER STATUS',
  EngineVersion: 'ENGINE VERSION',
};

function managerStatus(swarm: Swarm, member: Member): string {
  if (member.role !== 'manager') return '';
  if (swarm.leaderId === member.id) return 'Leader';
  return member.reachable ? 'Reachable' : 'Unreachable';
}

function fitsFilters(member: Member, filters: readonly string[]): boolean {
  return filters.map(keyValue).every(([key, value]) => {
    if (key === 'role') return member.role === value;
    if (key === 'name') return member.machine.includes(value);
    if (key === 'id') return member.id.startsWith(value);
    if (key === 'node.label')
      return Object.entries(member.labels).some(([k, v]) => value === k || value === `${k}=${v}`);
    throw new CliMistake(`Error response from daemon: invalid filter '${key}'`);
  });
}

function ls(call: Call): Promise<number> {
  const { swarm, self } = asManager(call.session.machine);
  const quiet = call.flags.has('quiet') || call.flags.value('format') !== undefined;
  const rows = [...swarm.members.values()]
    .filter((m) => fitsFilters(m, call.flags.values('filter')))
    .sort((a, b) => a.machine.localeCompare(b.machine, 'en', { numeric: true }))
    .map((m) => ({
      ID: quiet ? m.id : `${m.id} ${m.id === self.id ? '*' : ' '}`,
      Self: String(m.id === self.id),
      Hostname: m.machine,
      Status: capital(m.state),
      Availability: capital(m.availability),
      ManagerStatus: managerStatus(swarm, m),
      EngineVersion: ENGINE_VERSION,
      TLSStatus: 'Ready',
    }));
  return list(call, COLUMNS, rows);
}

async function ps(call: Call): Promise<number> {
  const { swarm, self } = asManager(call.session.machine);
  const members = (call.args.length > 0 ? call.args : ['self']).map((key) => findMember(swarm, key, self));
  const tasks = [...swarm.tasks.values()].filter((t) => members.some((m) => m.id === t.memberId));
  return listTasks(call, swarm, tasks);
}

function update(call: Call): Promise<number> {
  const { site, machine } = call.session;
  const { swarm, self } = asManager(machine);
  const { flags } = call;
  const availability = flags.value('availability');
  const role = flags.value('role');
  if (availability !== undefined && !isOneOf(availability, ['active', 'pause', 'drain'] as const))
    throw new CliMistake(`Error response from daemon: invalid Availability: "${availability}"`);
  if (role !== undefined && !isOneOf(role, ['manager', 'worker'] as const))
    throw new CliMistake(`Error response from daemon: invalid Role: "${role}"`);
  const change = {
    availability,
    role,
    labelsAdded: Object.fromEntries(flags.values('label-add').map(keyValue)),
    labelsRemoved: flags.values('label-rm'),
  };
  return forEachArgument(call, (key) => {
    site.act(() => updateNode(site.cluster, swarm, findMember(swarm, key, self), change));
    return key;
  });
}

function isOneOf<T extends string>(text: string, all: readonly T[]): text is T {
  return all.some((one) => one === text);
}

/** `docker node promote`, `docker node demote`. */
function changeRole(call: Call, role: Member['role']): Promise<number> {
  const { site, machine } = call.session;
  return forEachArgument(call, (key) => {
    const { swarm, self } = asManager(machine);
    const member = findMember(swarm, key, self);
    if (member.role === role) return `Node ${member.id} is already a ${role}.`;
    site.act(() => updateNode(site.cluster, swarm, member, { role }));
    return role === 'manager'
      ? `Node ${key} promoted to a manager in the swarm.`
      : `Manager ${key} demoted in the swarm.`;
  });
}

function rm(call: Call): Promise<number> {
  const { site, machine } = call.session;
  const { swarm, self } = asManager(machine);
  return forEachArgument(call, (key) => {
    site.act(() => removeNode(site.cluster, swarm, findMember(swarm, key, self), call.flags.has('force')));
    return key;
  });
}

async function show(call: Call): Promise<number> {
  const { swarm, self } = asManager(call.session.machine);
  if (!call.flags.has('pretty')) return inspect(call, (key) => fullAnswer(swarm, findMember(swarm, key, self)));
  try {
    for (const key of call.args) await call.io.out(pretty(swarm, findMember(swarm, key, self)));
    return 0;
  } catch (error) {
    call.io.err(`${sentenceOf(error)}\n`);
    return 1;
  }
}

function fullAnswer(swarm: Swarm, member: Member) {
  const answer = nodeAnswer(swarm, member);
  const Description = {
    ...answer.Description,
    Platform: { Architecture: 'x86_64', OS: 'linux' },
    Engine: { EngineVersion: ENGINE_VERSION },
  };
  const { ManagerStatus, ...rest } = answer;
  return { ...rest, Description, ...(ManagerStatus ? { ManagerStatus } : {}) };
}

function pretty(swarm: Swarm, member: Member): string {
  const lines = [
    `ID:\t\t\t${member.id}`,
    ...(Object.keys(member.labels).length > 0
      ? ['Labels:', ...Object.entries(member.labels).map(([k, v]) => ` - ${k}=${v}`)]
      : []),
    `Hostname:              \t${member.machine}`,
    `Joined at:             \t${new Date(member.createdAt).toISOString()}`,
    'Status:',
    ` State:\t\t\t${capital(member.state)}`,
    ` Availability:         \t${capital(member.availability)}`,
    ` Address:\t\t${member.address}`,
  ];
  if (member.role === 'manager')
    lines.push(
      'Manager Status:',
      ` Address:\t\t${member.address}:2377`,
      ` Raft Status:\t\t${member.reachable ? 'Reachable' : 'Unreachable'}`,
      ` Leader:\t\t${swarm.leaderId === member.id ? 'Yes' : 'No'}`,
    );
  return `${lines.join('\n')}\n`;
}

/** `docker node …` */
export const NODE_COMMANDS: Readonly<Record<string, DockerCommand>> = {
  ls: {
    usage: '[OPTIONS]',
    takes: [0, 0],
    spec: { long: { quiet: 'flag', filter: 'list', format: 'value' }, short: { q: 'quiet', f: 'filter' } },
    run: ls,
  },
  ps: { usage: '[OPTIONS] [NODE...]', takes: [0, ANY], spec: TASK_FLAGS, run: ps },
  update: {
    usage: '[OPTIONS] NODE',
    takes: [1, 1],
    spec: { long: { availability: 'value', role: 'value', 'label-add': 'list', 'label-rm': 'list' } },
    run: update,
  },
  promote: { usage: 'NODE [NODE...]', takes: [1, ANY], spec: { long: {} }, run: (call) => changeRole(call, 'manager') },
  demote: { usage: 'NODE [NODE...]', takes: [1, ANY], spec: { long: {} }, run: (call) => changeRole(call, 'worker') },
  rm: {
    usage: '[OPTIONS] NODE [NODE...]',
    takes: [1, ANY],
    spec: { long: { force: 'flag' }, short: { f: 'force' } },
    run: rm,
  },
  inspect: {
    usage: '[OPTIONS] self|NODE [NODE...]',
    takes: [1, ANY],
    spec: { long: { pretty: 'flag', format: 'value' }, short: { f: 'format' } },
    run: show,
  },
};
