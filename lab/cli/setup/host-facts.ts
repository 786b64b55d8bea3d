import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { LabError } from '../../contract/index.ts';
import { type EngineProbe, probeEngine } from './probe-engine.ts';

/** What the set-up knows of the machine. */
export interface HostFacts {
  readonly platform: NodeJS.Platform;
  /** ID and ID_LIKE of /etc/os-release. */
  readonly distribution: readonly string[];
  readonly distributionName: string;
  readonly isRoot: boolean;
  readonly user: string;
  /** The user's own group. */
  readonly gid: number;
  readonly hasSudo: boolean;
  /** Somebody can be asked, for a yes or for a password. */
  readonly hasTerminal: boolean;
  readonly hasSystemd: boolean;
  /** Control groups are mounted, which Docker needs and systemd does by itself. */
  readonly hasCgroups: boolean;
  readonly hasDockerd: boolean;
  /** The user is in the group docker by /etc/group, whether this process is or not. */
  readonly inDockerGroup: boolean;
  /** DOCKER_HOST names the socket, so no other one is wanted. */
  readonly chosenSocket: boolean;
  readonly probes: readonly EngineProbe[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Where Debian and most others keep Docker's socket. */
export const USUAL_SOCKET = '/var/run/docker.sock';

/** Sockets where an engine may answer, the likeliest first. */
export function engineSockets(
  env: Environment,
  home: string,
): { readonly sockets: string[]; readonly chosen: boolean } {
  const given = env.DOCKER_HOST;
  if (given) {
    if (given.startsWith('unix://')) return { sockets: [given.slice('unix://'.length)], chosen: true };
    throw new LabError(
      'badConfig',
      `DOCKER_HOST is ${given}, but the lab needs an engine on this machine. Unset it, or set it to unix:///path/to/docker.sock.`,
    );
  }
  const rootless = env.XDG_RUNTIME_DIR ? [join(env.XDG_RUNTIME_DIR, 'docker.sock')] : [];
  const desktop = [join(home, '.docker', 'run', 'docker.sock'), join(home, '.docker', 'desktop', 'docker.sock')];
  return { sockets: [USUAL_SOCKET, ...rootless, ...desktop], chosen: false };
}

/** Looks at this machine. */
export async function readHostFacts(env: Environment, signal: AbortSignal): Promise<HostFacts> {
  const { sockets, chosen } = engineSockets(env, homedir());
  const release = readIfThere('/etc/os-release');
  const { username } = userInfo();
  return {
    platform: process.platform,
    distribution: [...releaseWords(release, 'ID'), ...releaseWords(release, 'ID_LIKE')],
    distributionName: releaseWords(release, 'PRETTY_NAME').join(' ') || process.platform,
    isRoot: process.getuid?.() === 0,
    user: username,
    gid: process.getgid?.() ?? 0,
    hasSudo: isOnPath('sudo', env),
    hasTerminal: Boolean(process.stdin.isTTY && process.stdout.isTTY),
    hasSystemd: existsSync('/run/systemd/system'),
    hasCgroups: ['cgroup.controllers', 'memory', 'cpu'].some((name) => existsSync(join('/sys/fs/cgroup', name))),
    hasDockerd: isOnPath('dockerd', env),
    inDockerGroup: new RegExp(`^docker:[^:]*:[^:]*:(.*,)?${RegExp.escape(username)}(,.*)?$`, 'm').test(
      readIfThere('/etc/group'),
    ),
    chosenSocket: chosen,
    probes: await Promise.all(sockets.map((socket) => probeEngine(socket, signal))),
  };
}

/** Whether a program is there, the administrator's folders included. */
export function isOnPath(program: string, env: Environment): boolean {
  const folders = [...(env.PATH ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'];
  return folders.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      // Not in this folder.
      return false;
    }
  });
}

function releaseWords(release: string, name: string): string[] {
  const value = new RegExp(`^${name}="?([^"\n]*)"?$`, 'm').exec(release)?.[1] ?? '';
  return value.split(' ').filter(Boolean);
}

function readIfThere(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
