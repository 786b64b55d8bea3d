import {
  asManager,
  type Cluster,
  findNetwork,
  findStored,
  type Machine,
  newSpec,
  newTemplate,
  type PublishedPort,
  type ServiceMode,
  type ServiceSpec,
  type TaskTemplate,
} from '../model/index.ts';
import { CliMistake, durationMs, type FlagKind, type Flags, keyValue, wholeNumber } from './command.ts';

/** Options that are understood and change nothing in the simulation. */
const WITHOUT_EFFECT: Readonly<Record<string, FlagKind>> = {
  hostname: 'value',
  user: 'value',
  workdir: 'value',
  mount: 'list',
  'limit-cpu': 'value',
  'limit-memory': 'value',
  'reserve-cpu': 'value',
  'reserve-memory': 'value',
  'update-order': 'value',
  'update-failure-action': 'value',
  'update-monitor': 'value',
  'update-max-failure-ratio': 'value',
  'health-cmd': 'value',
  'health-interval': 'value',
  'health-retries': 'value',
  'health-timeout': 'value',
  'stop-grace-period': 'value',
  'stop-signal': 'value',
  'endpoint-mode': 'value',
  'container-label': 'list',
  'restart-max-attempts': 'value',
  'restart-window': 'value',
  'no-resolve-image': 'flag',
  'with-registry-auth': 'flag',
  init: 'flag',
};

const BOTH: Readonly<Record<string, FlagKind>> = {
  replicas: 'value',
  detach: 'flag',
  quiet: 'flag',
  'restart-condition': 'value',
  'restart-delay': 'value',
  'update-parallelism': 'value',
  'update-delay': 'value',
  entrypoint: 'value',
  ...WITHOUT_EFFECT,
};

/** Options of `service create`. */
export const CREATE_FLAGS: Readonly<Record<string, FlagKind>> = {
  ...BOTH,
  name: 'value',
  mode: 'value',
  publish: 'list',
  env: 'list',
  label: 'list',
  constraint: 'list',
  network: 'list',
  secret: 'list',
  config: 'list',
};

/** Options of `service update`. */
export const UPDATE_FLAGS: Readonly<Record<string, FlagKind>> = {
  ...BOTH,
  image: 'value',
  args: 'value',
  force: 'flag',
  rollback: 'flag',
  'publish-add': 'list',
  'publish-rm': 'list',
  'env-add': 'list',
  'env-rm': 'list',
  'label-add': 'list',
  'label-rm': 'list',
  'constraint-add': 'list',
  'constraint-rm': 'list',
  'network-add': 'list',
  'network-rm': 'list',
  'secret-add': 'list',
  'secret-rm': 'list',
  'config-add': 'list',
  'config-rm': 'list',
};

/** `8080:80`, `8080:80/udp` or `published=8080,target=80,mode=host`. */
function parsePort(text: string): PublishedPort {
  const parts = Object.fromEntries(text.split(',').map(keyValue));
  const [, published = '0', target = '', protocol = 'tcp'] = /^(?:(\d+):)?(\d+)(?:\/(\w+))?$/.exec(text) ?? [];
  const port = Number(parts.target ?? target);
  if (!port)
    throw new CliMistake(`invalid argument "${text}" for "-p, --publish" flag: invalid containerPort: ${text}`, 125);
  return {
    published: Number(parts.published ?? published),
    target: port,
    protocol: parts.protocol ?? protocol,
    mode: parts.mode === 'host' ? 'host' : 'ingress',
  };
}

/** Names of networks, secrets and configs as the swarm knows them. */
function references(machine: Machine) {
  const { swarm } = asManager(machine);
  const source = (text: string) => Object.fromEntries(text.split(',').map(keyValue)).source ?? text;
  return {
    network: (text: string) => findNetwork(machine, Object.fromEntries(text.split(',').map(keyValue)).name ?? text).id,
    secret: (text: string) => findStored(swarm, 'secret', source(text)).name,
    config: (text: string) => findStored(swarm, 'config', source(text)).name,
  };
}

function restartOf(flags: Flags, before: TaskTemplate): Pick<TaskTemplate, 'restart' | 'restartDelayMs'> {
  const asked = flags.value('restart-condition') ?? before.restart;
  if (asked !== 'any' && asked !== 'on-failure' && asked !== 'none')
    throw new CliMistake(`Error response from daemon: invalid restart condition: "${asked}"`);
  const delay = flags.value('restart-delay');
  return { restart: asked, restartDelayMs: delay ? durationMs(delay, 'restart-delay') : before.restartDelayMs };
}

/** The spec that `service create` asks for. */
export function specOf(cluster: Cluster, machine: Machine, flags: Flags, args: readonly string[]): ServiceSpec {
  const [image = '', ...command] = args;
  const refer = references(machine);
  const plain = newTemplate(image, command);
  const template: TaskTemplate = {
    ...plain,
    ...restartOf(flags, plain),
    command: flags.value('entrypoint')?.split(' ') ?? [],
    env: flags.values('env'),
    constraints: flags.values('constraint'),
    networks: flags.values('network').map(refer.network),
    secrets: flags.values('secret').map(refer.secret),
    configs: flags.values('config').map(refer.config),
  };
  return newSpec(cluster, {
    name: flags.value('name'),
    labels: Object.fromEntries(flags.values('label').map(keyValue)),
    mode: modeOf(flags),
    ports: flags.values('publish').map(parsePort),
    template,
    updateParallelism: wholeNumber(flags.value('update-parallelism') ?? '1', 'update-parallelism'),
    updateDelayMs: durationMs(flags.value('update-delay') ?? '0s', 'update-delay'),
  });
}

function modeOf(flags: Flags): ServiceMode {
  const mode = flags.value('mode') ?? 'replicated';
  const replicas = flags.value('replicas');
  if (mode !== 'global' && mode !== 'replicated')
    throw new CliMistake(`The practice nodes of the demonstration know the modes replicated and global, not ${mode}.`);
  if (mode === 'replicated') return { kind: mode, replicas: wholeNumber(replicas ?? '1', 'replicas') };
  if (replicas !== undefined) throw new CliMistake('replicas can only be used with replicated or replicated-job mode');
  return { kind: mode };
}

/** The spec that `service update` asks for. */
export function changedSpec(machine: Machine, flags: Flags, before: ServiceSpec): ServiceSpec {
  const refer = references(machine);
  const old = before.template;
  const change = (list: readonly string[], name: string, read: (text: string) => string = (text) => text) => {
    const gone = flags.values(`${name}-rm`).map(read);
    const left = list.filter((item) => !gone.includes(item) && !gone.includes(keyValue(item)[0]));
    return [...left, ...flags.values(`${name}-add`).map(read)];
  };
  const template: TaskTemplate = {
    ...old,
    ...restartOf(flags, old),
    image: flags.value('image') ?? old.image,
    args: flags.value('args')?.split(/\s+/).filter(Boolean) ?? old.args,
    command: flags.value('entrypoint')?.split(' ') ?? old.command,
    env: change(old.env, 'env'),
    constraints: change(old.constraints, 'constraint'),
    networks: change(old.networks, 'network', refer.network),
    secrets: change(old.secrets, 'secret', refer.secret),
    configs: change(old.configs, 'config', refer.config),
    forceUpdate: old.forceUpdate + (flags.has('force') ? 1 : 0),
  };
  const gone = flags.values('publish-rm').map((p) => Number(p.split(':').at(-1)));
  const ports = before.ports.filter((p) => !gone.includes(p.target) && !gone.includes(p.published));
  const labels = { ...before.labels, ...Object.fromEntries(flags.values('label-add').map(keyValue)) };
  for (const label of flags.values('label-rm')) delete labels[label];
  return {
    ...before,
    template,
    labels,
    mode: scaledMode(before, flags.value('replicas')),
    ports: [...ports, ...flags.values('publish-add').map(parsePort)],
    updateParallelism: wholeNumber(
      flags.value('update-parallelism') ?? `${before.updateParallelism}`,
      'update-parallelism',
    ),
    updateDelayMs: durationMs(flags.value('update-delay') ?? `${before.updateDelayMs}ms`, 'update-delay'),
  };
}

/** The mode with another number of replicas. */
export function scaledMode(spec: ServiceSpec, replicas: string | undefined): ServiceMode {
  if (replicas === undefined) return spec.mode;
  if (spec.mode.kind === 'global')
    throw new CliMistake('replicas can only be used with replicated or replicated-job mode');
  return { kind: 'replicated', replicas: wholeNumber(replicas, 'replicas') };
}
