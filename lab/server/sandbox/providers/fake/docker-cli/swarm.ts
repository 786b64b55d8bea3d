import { wait } from '../clock.ts';
import {
  asManager,
  forceNewCluster,
  initSwarm,
  joinSwarm,
  leaveSwarm,
  type Machine,
  rotateToken,
  type Swarm,
} from '../model/index.ts';
import { type Call, CliMistake, type DockerCommand } from './command.ts';

const NONE = { long: {} } as const;

function joinLine(swarm: Swarm, machine: Machine, role: 'manager' | 'worker'): string {
  const self = swarm.members.get(machine.membership?.memberId ?? '');
  return `    docker swarm join --token ${swarm.tokens[role]} ${self?.address ?? machine.address}:2377\n\n`;
}

/** What the node advertises. The real engine takes any address, also one that is not its own. */
function addressOf(call: Call): string {
  const { machine } = call.session;
  const given = call.flags.value('advertise-addr');
  if (given === undefined && machine.publicAddress) {
    const both = `${machine.address} on eth0 and ${machine.publicAddress} on eth1`;
    throw new CliMistake(
      `Error response from daemon: could not choose an IP address to advertise since this system has multiple addresses on different interfaces (${both}) - specify one with --advertise-addr`,
    );
  }
  const host = given?.replace(/:\d+$/, '') ?? machine.address;
  if (host === 'eth0') return machine.address;
  if (/^\d+(\.\d+){3}$/.test(host)) return host;
  throw new CliMistake(
    'Error response from daemon: advertise address must be a non-zero IP address or network interface (with optional port number)',
  );
}

async function init(call: Call): Promise<number> {
  const { session, io, flags } = call;
  const { site, machine } = session;
  const address = addressOf(call);
  const force = flags.has('force-new-cluster');
  // A second init is refused at once; the work itself takes its time.
  if (machine.membership && !force) site.act(() => initSwarm(site.cluster, machine));
  await wait(site.clock, site.cluster.timing.joinMs * (force ? 2 : 1), io.signal);
  const fresh = force && machine.membership !== undefined;
  const swarm = site.act(() =>
    fresh ? forceNewCluster(site.cluster, machine) : initSwarm(site.cluster, machine, address),
  );
  await io.out(
    `Swarm initialized: current node (${machine.membership?.memberId}) is now a manager.\n\n` +
      `To add a worker to this swarm, run the following command:\n\n${joinLine(swarm, machine, 'worker')}` +
      "To add a manager to this swarm, run 'docker swarm join-token manager' and follow the instructions.\n\n",
  );
  return 0;
}

async function join(call: Call): Promise<number> {
  const { session, io, flags } = call;
  const { site, machine } = session;
  const token = flags.value('token');
  if (token === undefined) throw new CliMistake('Error response from daemon: invalid join token');
  await wait(site.clock, site.cluster.timing.joinMs, io.signal);
  const member = site.act(() => joinSwarm(site.cluster, machine, token, call.args[0] ?? ''));
  await io.out(`This node joined a swarm as a ${member.role}.\n`);
  return 0;
}

async function leave(call: Call): Promise<number> {
  const { site, machine } = call.session;
  site.act(() => leaveSwarm(site.cluster, machine, call.flags.has('force')));
  await call.io.out('Node left the swarm.\n');
  return 0;
}

async function joinTokenOf(call: Call): Promise<number> {
  const role = call.args[0];
  if (role !== 'manager' && role !== 'worker') throw new CliMistake(`unknown role ${role}`);
  const { site, machine } = call.session;
  const { swarm } = asManager(machine);
  if (call.flags.has('rotate')) {
    site.act(() => rotateToken(site.cluster, swarm, role));
    if (!call.flags.has('quiet')) await call.io.out(`Successfully rotated ${role} join token.\n\n`);
  }
  if (call.flags.has('quiet')) await call.io.out(`${swarm.tokens[role]}\n`);
  else
    await call.io.out(
      `To add a ${role} to this swarm, run the following command:\n\n${joinLine(swarm, machine, role)}`,
    );
  return 0;
}

const ADDRESSES = { 'listen-addr': 'value', 'data-path-addr': 'value', availability: 'value' } as const;

/** `docker swarm …` */
export const SWARM_COMMANDS: Readonly<Record<string, DockerCommand>> = {
  init: {
    usage: '[OPTIONS]',
    takes: [0, 0],
    spec: {
      long: { 'advertise-addr': 'value', 'force-new-cluster': 'flag', 'default-addr-pool': 'list', ...ADDRESSES },
    },
    run: init,
  },
  join: {
    usage: '[OPTIONS] HOST:PORT',
    takes: [1, 1],
    spec: { long: { token: 'value', 'advertise-addr': 'value', ...ADDRESSES } },
    run: join,
  },
  leave: { usage: '[OPTIONS]', takes: [0, 0], spec: { long: { force: 'flag' }, short: { f: 'force' } }, run: leave },
  'join-token': {
    usage: '[OPTIONS] (worker|manager)',
    takes: [1, 1],
    spec: { long: { quiet: 'flag', rotate: 'flag' }, short: { q: 'quiet' } },
    run: joinTokenOf,
  },
  update: { usage: '[OPTIONS]', takes: [0, 0], spec: NONE, run: updateSwarm },
};

async function updateSwarm(call: Call): Promise<number> {
  asManager(call.session.machine);
  await call.io.out('Swarm updated.\n');
  return 0;
}
