import {
  asManager,
  createService,
  findService,
  isRunning,
  removeService,
  rollBackService,
  type Service,
  type Swarm,
  updateService,
} from '../model/index.ts';
import { ANY, type Call, CliMistake, type DockerCommand, forEachArgument, keyValue, sentenceOf } from './command.ts';
import { CREATE_FLAGS, changedSpec, scaledMode, specOf, UPDATE_FLAGS } from './service-flags.ts';
import { inspectServices } from './service-inspect.ts';
import { type Watched, wantedTasks, watchService } from './service-progress.ts';
import { listTasks, TASK_FLAGS } from './task-list.ts';
import { list } from './template.ts';

const COLUMNS = { ID: 'ID', Name: 'NAME', Mode: 'MODE', Replicas: 'REPLICAS', Image: 'IMAGE', Ports: 'PORTS' };
const SHORT_ID = 12;

async function create(call: Call): Promise<number> {
  const { site, machine } = call.session;
  const { swarm } = asManager(machine);
  const spec = specOf(site.cluster, machine, call.flags, call.args);
  const service = site.act(() => createService(site.cluster, swarm, spec));
  await call.io.out(`${service.id}\n`);
  return follow(call, swarm, [{ service, name: service.id }]);
}

/** Shows the progress unless nobody wants to wait for it. */
async function follow(call: Call, swarm: Swarm, services: readonly Watched[]): Promise<number> {
  if (call.flags.has('detach')) return 0;
  for (const service of services) {
    const status = await watchService(call, swarm, service);
    if (status !== 0) return status;
  }
  return 0;
}

async function update(call: Call): Promise<number> {
  const { site, machine } = call.session;
  const { swarm } = asManager(machine);
  const [key = ''] = call.args;
  const service = findService(swarm, key);
  if (call.flags.has('rollback')) return rollBack(call);
  const spec = changedSpec(machine, call.flags, service.spec);
  site.act(() => updateService(site.cluster, swarm, service, spec));
  await call.io.out(`${key}\n`);
  return follow(call, swarm, [{ service, name: key }]);
}

async function rollBack(call: Call): Promise<number> {
  const { site, machine } = call.session;
  const { swarm } = asManager(machine);
  const [key = ''] = call.args;
  const service = findService(swarm, key);
  site.act(() => rollBackService(site.cluster, swarm, service));
  await call.io.out(`${key}\n`);
  return follow(call, swarm, [{ service, name: key }]);
}

async function scale(call: Call): Promise<number> {
  const { site, machine } = call.session;
  const scaled: Watched[] = [];
  let status = 0;
  for (const arg of call.args) {
    const [name, replicas] = keyValue(arg);
    if (!arg.includes('='))
      throw new CliMistake(`Invalid scale specifier '${arg}'.\nSee 'docker service scale --help'.`);
    try {
      const { swarm } = asManager(machine);
      const service = findService(swarm, name);
      if (service.spec.mode.kind === 'global')
        throw new CliMistake('scale can only be used with replicated or replicated-job mode');
      const mode = scaledMode(service.spec, replicas);
      site.act(() => updateService(site.cluster, swarm, service, { ...service.spec, mode }));
      await call.io.out(`${name} scaled to ${replicas}\n`);
      scaled.push({ service, name });
    } catch (error) {
      call.io.err(`${name}: ${sentenceOf(error)}\n`);
      status = 1;
    }
  }
  if (scaled.length === 0) return status;
  return (await follow(call, asManager(machine).swarm, scaled)) || status;
}

function rm(call: Call): Promise<number> {
  const { site, machine } = call.session;
  const { swarm } = asManager(machine);
  return forEachArgument(call, (key) => {
    site.act(() => removeService(site.cluster, swarm, findService(swarm, key)));
    return key;
  });
}

function fitsFilters(service: Service, filters: readonly string[]): boolean {
  return filters.map(keyValue).every(([key, value]) => {
    if (key === 'name') return service.spec.name.startsWith(value);
    if (key === 'id') return service.id.startsWith(value);
    if (key === 'mode') return service.spec.mode.kind === value;
    if (key === 'label')
      return Object.entries(service.spec.labels).some(([k, v]) => value === k || value === `${k}=${v}`);
    throw new CliMistake(`Error response from daemon: invalid filter '${key}'`);
  });
}

function ls(call: Call): Promise<number> {
  const { swarm } = asManager(call.session.machine);
  const rows = [...swarm.services.values()]
    .filter((s) => fitsFilters(s, call.flags.values('filter')))
    .sort((a, b) => a.spec.name.localeCompare(b.spec.name, 'en', { numeric: true }))
    .map((service) => ({
      ID: service.id.slice(0, SHORT_ID),
      Name: service.spec.name,
      Mode: service.spec.mode.kind,
      Replicas: `${runningTasks(swarm, service)}/${wantedTasks(swarm, service)}`,
      Image: service.spec.template.image,
      Ports: service.spec.ports
        .filter((p) => p.mode === 'ingress')
        .map((p) => `*:${p.published}->${p.target}/${p.protocol}`)
        .join(', '),
    }));
  return list(call, COLUMNS, rows);
}

/** Docker does not count tasks on nodes that are down. */
function runningTasks(swarm: Swarm, service: Service): number {
  return [...swarm.tasks.values()].filter(
    (t) => t.serviceId === service.id && isRunning(t) && swarm.members.get(t.memberId ?? '')?.state !== 'down',
  ).length;
}

async function ps(call: Call): Promise<number> {
  const { swarm } = asManager(call.session.machine);
  const found: Service[] = [];
  for (const key of call.args) {
    try {
      found.push(findService(swarm, key));
    } catch {
      // The command line's own words, not the engine's.
      call.io.err(`no such service: ${key}\n`);
    }
  }
  const tasks = [...swarm.tasks.values()].filter((t) => found.some((s) => s.id === t.serviceId));
  if (found.length > 0) await listTasks(call, swarm, tasks);
  return found.length === call.args.length ? 0 : 1;
}

const PROGRESS = { long: { detach: 'flag', quiet: 'flag' }, short: { d: 'detach', q: 'quiet' } } as const;
const SHORT = { d: 'detach', q: 'quiet', e: 'env', l: 'label', p: 'publish', u: 'user', w: 'workdir' };

/** `docker service …` */
export const SERVICE_COMMANDS: Readonly<Record<string, DockerCommand>> = {
  create: {
    usage: '[OPTIONS] IMAGE [COMMAND] [ARG...]',
    takes: [1, ANY],
    spec: { long: CREATE_FLAGS, short: SHORT, stopsAtArgument: true },
    run: create,
  },
  update: {
    usage: '[OPTIONS] SERVICE',
    takes: [1, 1],
    spec: { long: UPDATE_FLAGS, short: { d: 'detach', q: 'quiet', u: 'user', w: 'workdir' } },
    run: update,
  },
  rollback: { usage: '[OPTIONS] SERVICE', takes: [1, 1], spec: PROGRESS, run: rollBack },
  scale: { usage: 'SERVICE=REPLICAS [SERVICE=REPLICAS...]', takes: [1, ANY], spec: PROGRESS, run: scale },
  rm: { usage: 'SERVICE [SERVICE...]', takes: [1, ANY], spec: { long: {} }, run: rm },
  ls: {
    usage: '[OPTIONS]',
    takes: [0, 0],
    spec: { long: { quiet: 'flag', filter: 'list', format: 'value' }, short: { q: 'quiet', f: 'filter' } },
    run: ls,
  },
  ps: { usage: '[OPTIONS] SERVICE [SERVICE...]', takes: [1, ANY], spec: TASK_FLAGS, run: ps },
  inspect: {
    usage: '[OPTIONS] SERVICE [SERVICE...]',
    takes: [1, ANY],
    spec: { long: { pretty: 'flag', format: 'value' }, short: { f: 'format' } },
    run: inspectServices,
  },
};
