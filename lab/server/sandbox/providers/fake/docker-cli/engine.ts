import {
  asManager,
  ENGINE_VERSION,
  findContainer,
  findMember,
  findNetwork,
  findService,
  infoAnswer,
  type Machine,
  networkAnswer,
  nodeAnswer,
  serviceAnswer,
  taskAnswer,
} from '../model/index.ts';
import { ANY, type Call, CliMistake, type DockerCommand } from './command.ts';
import { inspectContainer } from './container.ts';
import { fill, inspect, list } from './template.ts';

async function info(call: Call): Promise<number> {
  const { machine } = call.session;
  const format = call.flags.value('format');
  const answer = fullInfo(machine);
  if (format) await call.io.out(`${format === 'json' ? JSON.stringify(answer) : fill(format, answer)}\n`);
  else await call.io.out(infoText(machine));
  return 0;
}

function fullInfo(machine: Machine) {
  const all = [...machine.containers.values()];
  const running = all.filter((c) => c.state === 'running').length;
  const answer = infoAnswer(machine);
  const members = [...(machine.membership?.swarm.members.values() ?? [])];
  const managers = members.filter((m) => m.role === 'manager');
  const sees = answer.Swarm.Cluster?.ID ? { Nodes: members.length, Managers: managers.length } : {};
  return {
    ...answer,
    Containers: all.length,
    ContainersRunning: running,
    ContainersStopped: all.length - running,
    Images: IMAGES.length,
    OperatingSystem: 'Debian GNU/Linux 13 (trixie)',
    Swarm: { ...answer.Swarm, ...sees },
  };
}

function infoText(machine: Machine): string {
  const answer = fullInfo(machine);
  const { Swarm } = answer;
  const lines = [
    'Client:',
    ` Version:    ${ENGINE_VERSION}`,
    '',
    'Server:',
    ` Containers: ${answer.Containers}`,
    `  Running: ${answer.ContainersRunning}`,
    '  Paused: 0',
    `  Stopped: ${answer.ContainersStopped}`,
    ` Images: ${answer.Images}`,
    ` Server Version: ${ENGINE_VERSION}`,
    ` Swarm: ${Swarm.LocalNodeState}`,
  ];
  if (Swarm.LocalNodeState !== 'inactive') lines.push(...swarmLines(Swarm));
  lines.push(` Operating System: ${answer.OperatingSystem}`, ` Name: ${machine.name}`, '');
  return lines.join('\n');
}

function swarmLines(swarm: ReturnType<typeof fullInfo>['Swarm']): string[] {
  const lines = [`  NodeID: ${swarm.NodeID}`];
  if (swarm.Error) lines.push(`  Error: ${swarm.Error}`);
  lines.push(`  Is Manager: ${swarm.ControlAvailable}`);
  if (swarm.Cluster?.ID)
    lines.push(`  ClusterID: ${swarm.Cluster.ID}`, `  Managers: ${swarm.Managers}`, `  Nodes: ${swarm.Nodes}`);
  lines.push(`  Node Address: ${swarm.NodeAddr}`, '  Manager Addresses:');
  return [...lines, ...(swarm.RemoteManagers ?? []).map((m) => `   ${m.Addr}`)];
}

async function version(call: Call): Promise<number> {
  const side = { Version: ENGINE_VERSION, ApiVersion: '1.45' };
  const format = call.flags.value('format');
  if (format) await call.io.out(`${fill(format, { Client: side, Server: side })}\n`);
  else
    for (const name of ['Client:', 'Server:'])
      await call.io.out(`${name}\n Version:           ${ENGINE_VERSION}\n API version:       1.45\n`);
  return 0;
}

/** Images that every practice node has, as `docker images` lists them. */
const IMAGES = [
  { Repository: 'alpine', Tag: '3.22', ID: '9234e8fb04c4', CreatedSince: '3 months ago', Size: '8.31MB' },
  { Repository: 'nginx', Tag: 'latest', ID: '22bd15417453', CreatedSince: '3 months ago', Size: '192MB' },
  { Repository: 'redis', Tag: 'latest', ID: '4075a3f8c3f8', CreatedSince: '3 months ago', Size: '117MB' },
];
const IMAGE_COLUMNS = { Repository: 'REPOSITORY', Tag: 'TAG', ID: 'IMAGE ID', CreatedSince: 'CREATED', Size: 'SIZE' };

/** Anything by its name or id, as `docker inspect` looks for it. */
function findAnything(machine: Machine, key: string): unknown {
  const attempts: (() => unknown)[] = [
    () => inspectContainer(findContainer(machine, key)),
    () => networkAnswer(findNetwork(machine, key)),
    () => {
      const { swarm, self } = asManager(machine);
      return nodeAnswer(swarm, findMember(swarm, key, self));
    },
    () => serviceAnswer(findService(asManager(machine).swarm, key)),
    () => {
      const task = [...asManager(machine).swarm.tasks.values()].find((t) => t.id.startsWith(key));
      if (!task) throw new CliMistake(`no task ${key}`);
      return taskAnswer(task);
    },
  ];
  for (const attempt of attempts) {
    try {
      return attempt();
    } catch {
      // Not of this kind: the next kind is tried, and the end of the list tells that it is of none.
    }
  }
  throw new CliMistake(`Error: No such object: ${key}`);
}

const FORMAT = { long: { format: 'value' }, short: { f: 'format' } } as const;

/** Commands about the engine itself. */
export const ENGINE_COMMANDS: Readonly<Record<string, DockerCommand>> = {
  info: { usage: '[OPTIONS]', takes: [0, 0], spec: FORMAT, run: info },
  version: { usage: '[OPTIONS]', takes: [0, 0], spec: FORMAT, run: version },
  images: {
    usage: '[OPTIONS]',
    takes: [0, 1],
    spec: { long: { quiet: 'flag', format: 'value', all: 'flag' }, short: { q: 'quiet', a: 'all' } },
    run: (call) => list(call, IMAGE_COLUMNS, IMAGES),
  },
  inspect: {
    usage: '[OPTIONS] NAME|ID [NAME|ID...]',
    takes: [1, ANY],
    spec: { long: { format: 'value', type: 'value' }, short: { f: 'format' } },
    run: (call) =>
      inspect(
        call,
        (key) => findAnything(call.session.machine, key),
        (sentences) => sentences,
      ),
  },
};
