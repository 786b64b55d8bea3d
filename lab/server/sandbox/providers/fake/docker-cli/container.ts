import { wait } from '../clock.ts';
import {
  type Container,
  containerAnswer,
  createContainer,
  endContainer,
  findContainer,
  isKnownImage,
  KILLED,
  killContainer,
  programLife,
  removeContainer,
  startContainer,
} from '../model/index.ts';
import { until } from '../site.ts';
import { ANY, type Call, CliMistake, type DockerCommand, forEachArgument, keyValue } from './command.ts';
import { age, ellipsis } from './table.ts';
import { inspect, list } from './template.ts';

const COLUMNS = {
  ID: 'CONTAINER ID',
  Image: 'IMAGE',
  Command: 'COMMAND',
  RunningFor: 'CREATED',
  Status: 'STATUS',
  Ports: 'PORTS',
  Names: 'NAMES',
};
const SHORT_ID = 12;
const LONGEST_COMMAND = 20;

function status(container: Container, now: number): string {
  if (container.state === 'running') return `Up ${age(now - (container.startedAt ?? now))}`;
  if (container.state === 'created') return 'Created';
  return `Exited (${container.exitCode ?? 0}) ${age(now - (container.finishedAt ?? now))} ago`;
}

function fitsFilters(container: Container, filters: readonly string[]): boolean {
  const groups = new Map<string, string[]>();
  for (const [key, value] of filters.map(keyValue)) groups.set(key, [...(groups.get(key) ?? []), value]);
  return [...groups].every(([key, values]) =>
    values.some((value) => {
      if (key === 'name') return container.name.includes(value.replace(/^\^?\/?/, '').replace(/\$$/, ''));
      if (key === 'id') return container.id.startsWith(value);
      if (key === 'status') return container.state === value;
      if (key === 'ancestor') return container.image === value || container.image.split(':')[0] === value;
      if (key === 'label')
        return Object.entries(container.labels).some(([k, v]) => value === k || value === `${k}=${v}`);
      throw new CliMistake(`Error response from daemon: invalid filter '${key}'`);
    }),
  );
}

function ps(call: Call): Promise<number> {
  const { machine, site } = call.session;
  const { flags } = call;
  const now = site.clock.now();
  const asked = flags.has('last') ? Number(flags.value('last')) : flags.has('latest') ? 1 : undefined;
  const all = flags.has('all') || asked !== undefined || flags.values('filter').some((f) => f.startsWith('status='));
  const whole = flags.has('no-trunc');
  const rows = [...machine.containers.values()]
    .filter((c) => (all || c.state === 'running') && fitsFilters(c, flags.values('filter')))
    .reverse()
    .slice(0, asked)
    .map((c) => ({
      ID: whole ? c.id : c.id.slice(0, SHORT_ID),
      Image: c.image,
      Command: `"${whole ? c.command.join(' ') : ellipsis(c.command.join(' ') || '/bin/sh', LONGEST_COMMAND)}"`,
      RunningFor: `${age(now - c.createdAt)} ago`,
      CreatedAt: new Date(c.createdAt).toISOString(),
      Status: status(c, now),
      State: c.state,
      Ports: '',
      Names: c.name,
    }));
  return list(call, COLUMNS, rows);
}

/** Does something with each container that is named. */
const forEachContainer = (call: Call, act: (container: Container) => void): Promise<number> => {
  const { machine, site } = call.session;
  return forEachArgument(call, (key) => {
    site.act(() => act(findContainer(machine, key)));
    return key;
  });
};

function kill(call: Call): Promise<number> {
  const { site, machine } = call.session;
  return forEachContainer(call, (container) => {
    if (container.state !== 'running')
      throw new CliMistake(
        `Error response from daemon: cannot kill container: ${container.name}: container ${container.id} is not running`,
      );
    killContainer(site.cluster, machine, container);
  });
}

function rm(call: Call): Promise<number> {
  const { site, machine } = call.session;
  return forEachContainer(call, (container) => {
    if (container.state === 'running' && !call.flags.has('force'))
      throw new CliMistake(
        `Error response from daemon: cannot remove container "/${container.name}": container is running: stop the container before removing or force remove`,
      );
    removeContainer(site.cluster, machine, container);
  });
}

async function stop(call: Call): Promise<number> {
  const { site, machine } = call.session;
  const anyRuns = call.args.some((key) =>
    [...machine.containers.values()].some((c) => c.state === 'running' && (c.name === key || c.id.startsWith(key))),
  );
  if (anyRuns && call.flags.value('time') !== '0') await wait(site.clock, site.cluster.timing.stopMs, call.io.signal);
  return forEachContainer(call, (container) => endContainer(site.cluster, machine, container, KILLED));
}

function start(call: Call): Promise<number> {
  const { site, machine } = call.session;
  return forEachContainer(call, (container) => {
    if (container.state !== 'running') startContainer(site.cluster, machine, container);
  });
}

async function run(call: Call): Promise<number> {
  const { site, machine } = call.session;
  const { flags, io } = call;
  const [image = '', ...command] = call.args;
  if (!isKnownImage(image)) {
    io.err(
      `Unable to find image '${image}' locally\ndocker: Error response from daemon: pull access denied for ${image}, repository does not exist or may require 'docker login'.\nSee 'docker run --help'.\n`,
    );
    return 125;
  }
  if (flags.has('interactive') && command.length === 0)
    throw new CliMistake(
      'The practice nodes of the demonstration run programs in containers, but have no shell inside them.',
    );
  const container = site.act(() => {
    const labels = Object.fromEntries(flags.values('label').map(keyValue));
    const wish = { name: flags.value('name'), image, command, labels, autoRemove: flags.has('rm') };
    const made = createContainer(site.cluster, machine, wish);
    if (startContainer(site.cluster, machine, made)) return made;
    throw new CliMistake(
      `docker: Error response from daemon: failed to create task for container: exec: "${command[0]}": executable file not found in $PATH: unknown.`,
      127,
    );
  });
  if (flags.has('detach')) {
    await io.out(`${container.id}\n`);
    return 0;
  }
  await io.out(programLife(image, command)?.prints ?? '');
  try {
    await until(site, () => container.state !== 'running', io.signal);
  } catch (error) {
    if (!io.signal.aborted) throw error;
    site.act(() => killContainer(site.cluster, machine, container));
  }
  return container.exitCode ?? 0;
}

const show = (call: Call): Promise<number> =>
  inspect(call, (key) => inspectContainer(findContainer(call.session.machine, key)));

/** What `docker inspect` shows of a container, in short. */
export function inspectContainer(container: Container) {
  const { Id, Image, Created } = containerAnswer(container, []);
  return {
    Id,
    Created: new Date(Created * 1000).toISOString(),
    Name: `/${container.name}`,
    State: { Status: container.state, Running: container.state === 'running', ExitCode: container.exitCode ?? 0 },
    Config: { Image, Cmd: container.command, Labels: container.labels },
  };
}

const FORCE = { long: { force: 'flag', volumes: 'flag' }, short: { f: 'force', v: 'volumes' } } as const;

/** `docker container …`; most are also known without that word. */
export const CONTAINER_COMMANDS: Readonly<Record<string, DockerCommand>> = {
  ls: {
    usage: '[OPTIONS]',
    takes: [0, 0],
    spec: {
      long: {
        all: 'flag',
        quiet: 'flag',
        filter: 'list',
        format: 'value',
        'no-trunc': 'flag',
        last: 'value',
        latest: 'flag',
      },
      short: { a: 'all', q: 'quiet', f: 'filter', n: 'last', l: 'latest' },
    },
    run: ps,
  },
  kill: {
    usage: '[OPTIONS] CONTAINER [CONTAINER...]',
    takes: [1, ANY],
    spec: { long: { signal: 'value' }, short: { s: 'signal' } },
    run: kill,
  },
  rm: { usage: '[OPTIONS] CONTAINER [CONTAINER...]', takes: [1, ANY], spec: FORCE, run: rm },
  stop: {
    usage: '[OPTIONS] CONTAINER [CONTAINER...]',
    takes: [1, ANY],
    spec: { long: { time: 'value', signal: 'value' }, short: { t: 'time', s: 'signal' } },
    run: stop,
  },
  start: { usage: 'CONTAINER [CONTAINER...]', takes: [1, ANY], spec: { long: {} }, run: start },
  run: {
    usage: '[OPTIONS] IMAGE [COMMAND] [ARG...]',
    takes: [1, ANY],
    spec: {
      long: {
        detach: 'flag',
        rm: 'flag',
        interactive: 'flag',
        tty: 'flag',
        name: 'value',
        label: 'list',
        env: 'list',
        publish: 'list',
        network: 'value',
        restart: 'value',
      },
      short: { d: 'detach', i: 'interactive', t: 'tty', e: 'env', p: 'publish', l: 'label' },
      stopsAtArgument: true,
    },
    run,
  },
  inspect: {
    usage: '[OPTIONS] CONTAINER [CONTAINER...]',
    takes: [1, ANY],
    spec: { long: { format: 'value' }, short: { f: 'format' } },
    run: show,
  },
};
