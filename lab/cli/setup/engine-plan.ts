import type { HostFacts } from './host-facts.ts';
import { USUAL_SOCKET } from './host-facts.ts';
import type { EngineProbe } from './probe-engine.ts';

/** A command that changes the machine, shown before it is run. */
export interface PlannedCommand {
  /** Completes "Docker Engine: …" while it runs. */
  readonly doing: string;
  readonly argv: readonly string[];
  /** Left out when an engine answers by then: packages often start it by themselves. */
  readonly unlessItAnswers?: boolean;
}

/** What has to be done for an engine to answer. */
export type EnginePlan =
  | { readonly kind: 'ready'; readonly socket: string; readonly version: string }
  /** An engine answers to the group docker, which the user is in but this process is not. */
  | { readonly kind: 'regroup' }
  | { readonly kind: 'change'; readonly because: string; readonly commands: readonly PlannedCommand[] }
  | { readonly kind: 'stuck'; readonly sentence: string };

/** The arguments of apt-get that ask nothing and wait for another apt to end. */
export const APT = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', '-o', 'DPkg::Lock::Timeout=120'] as const;

/** What to do on a machine like this; `engineLog` takes the words of a dockerd that the lab starts itself. */
export function planEngine(facts: HostFacts, engineLog: string): EnginePlan {
  const ready = facts.probes.find((probe) => probe.state === 'ready');
  if (ready) return { kind: 'ready', socket: ready.socket, version: ready.version };
  if (facts.platform !== 'linux') return stuck(elsewhere(facts.platform));
  const [first] = facts.probes;
  if (facts.chosenSocket && first) return stuck(chosenFails(first));
  const forbidden = facts.probes.find((probe) => probe.state === 'forbidden');
  if (forbidden) return forbiddenPlan(facts, forbidden.socket);
  const unfit = facts.probes.find((probe) => probe.state === 'unfit');
  if (unfit?.state === 'unfit') {
    return stuck(`The engine at ${unfit.socket} does not do: ${unfit.because}`);
  }
  if (!facts.isRoot && !facts.hasSudo) return stuck(needsRoot(facts));
  if (facts.hasDockerd) {
    const commands = [...startCommands(facts, engineLog), ...groupCommands(facts)];
    return { kind: 'change', because: 'Docker Engine is installed but not running:', commands };
  }
  if (!isDebianLike(facts)) return stuck(otherDistribution(facts));
  return {
    kind: 'change',
    because: `Docker Engine is not installed. It comes with ${facts.distributionName}:`,
    commands: [...installCommands(), ...startCommands(facts, engineLog), ...groupCommands(facts)],
  };
}

/** A command as it is typed: with sudo in front where it is needed. */
export function asTyped(argv: readonly string[], facts: Pick<HostFacts, 'isRoot' | 'hasTerminal'>): readonly string[] {
  if (facts.isRoot) return argv;
  return facts.hasTerminal ? ['sudo', ...argv] : ['sudo', '-n', ...argv];
}

/** Whether packages come by apt here. */
export function isDebianLike(facts: Pick<HostFacts, 'distribution'>): boolean {
  return facts.distribution.includes('debian') || facts.distribution.includes('ubuntu');
}

function stuck(sentence: string): EnginePlan {
  return { kind: 'stuck', sentence };
}

function installCommands(): readonly PlannedCommand[] {
  return [
    { doing: 'reading the list of packages', argv: [...APT, 'update'] },
    {
      doing: 'installing docker.io',
      argv: [...APT, 'install', '-y', '--no-install-recommends', 'docker.io', 'iptables', 'ca-certificates'],
    },
  ];
}

function startCommands(facts: HostFacts, engineLog: string): readonly PlannedCommand[] {
  if (facts.hasSystemd) {
    return [{ doing: 'starting it', argv: ['systemctl', 'enable', '--now', 'docker'], unlessItAnswers: true }];
  }
  const cgroups: PlannedCommand = {
    doing: 'mounting control groups',
    argv: ['mount', '-t', 'cgroup2', 'cgroup2', '/sys/fs/cgroup'],
    unlessItAnswers: true,
  };
  const daemon: PlannedCommand = {
    doing: 'starting it',
    // A session of its own: the engine outlives this terminal, and the next start finds it.
    argv: ['setsid', '--fork', 'sh', '-c', 'exec dockerd >>"$0" 2>&1 </dev/null', engineLog],
    unlessItAnswers: true,
  };
  return facts.hasCgroups ? [daemon] : [cgroups, daemon];
}

/** Another user than root reaches the engine through its group. */
function groupCommands(facts: HostFacts): readonly PlannedCommand[] {
  if (facts.isRoot || facts.inDockerGroup) return [];
  return [{ doing: `letting ${facts.user} use it`, argv: ['usermod', '-aG', 'docker', facts.user] }];
}

function forbiddenPlan(facts: HostFacts, socket: string): EnginePlan {
  if (facts.inDockerGroup && socket === USUAL_SOCKET) return { kind: 'regroup' };
  if (socket === USUAL_SOCKET && facts.hasSudo) {
    return {
      kind: 'change',
      because: `Docker runs, but ${facts.user} may not use it. Members of the group docker may, which is as good as being root of this machine:`,
      commands: groupCommands(facts),
    };
  }
  return stuck(
    `Docker runs, but ${facts.user} may not use ${socket}. As root: usermod -aG docker ${facts.user}, then log out and in. Members of that group are as good as root of this machine.`,
  );
}

function chosenFails(probe: EngineProbe): string {
  const where = `DOCKER_HOST names ${probe.socket}`;
  if (probe.state === 'absent') return `${where}, but there is no socket. Start that engine, or unset DOCKER_HOST.`;
  if (probe.state === 'forbidden') return `${where}, which this user may not use. Run the same command as its owner.`;
  if (probe.state === 'unfit') return `${where}, but ${probe.because}`;
  return `${where}, but nothing answers there. Start that engine, or unset DOCKER_HOST.`;
}

function elsewhere(platform: NodeJS.Platform): string {
  if (platform === 'darwin') {
    return 'Docker is needed and was not found. Install Docker Desktop (https://docs.docker.com/desktop/setup/install/mac-install/), start it once, then run npm start again.';
  }
  if (platform === 'win32') {
    return [
      'The lab runs on Linux, and Windows brings one along. Three things to do:',
      '  1. Install Docker Desktop (https://docs.docker.com/desktop/setup/install/windows-install/) and start it once.',
      '  2. In a terminal: wsl --install -d Debian. Then in Docker Desktop: Settings, Resources, WSL integration, turn on Debian.',
      '  3. Open the Debian terminal, install Node there (sudo apt-get install nodejs npm), and run npm start in a checkout of its own.',
    ].join('\n');
  }
  return `Docker is needed, and the lab does not know how it comes to ${platform}. Name its socket in DOCKER_HOST.`;
}

function otherDistribution(facts: HostFacts): string {
  return `Docker Engine is needed and was not found. The lab sets it up on Debian and Ubuntu; for ${facts.distributionName} see https://docs.docker.com/engine/install/. Then run the same command again.`;
}

function needsRoot(facts: HostFacts): string {
  const what = facts.hasDockerd ? 'Docker is installed but not running' : 'Docker Engine is not installed';
  const mend = facts.hasDockerd
    ? facts.hasSystemd
      ? 'systemctl enable --now docker'
      : 'dockerd'
    : 'apt-get install docker.io iptables';
  return `${what}, and ${facts.user} cannot change that: there is no sudo here. As root: ${mend}, then usermod -aG docker ${facts.user}. Log out and in, then run the same command again.`;
}
