import { bad, type Finding, ok, warn } from './finding.ts';

/** The parts of the engine's answer to GET /info that are looked at; names are Docker's. */
export interface HostEngineInfo {
  readonly ServerVersion: string;
  readonly OperatingSystem: string;
  readonly OSType: string;
  readonly KernelVersion: string;
  readonly Name: string;
  readonly Driver: string;
  readonly DriverStatus?: readonly (readonly [string, string])[] | null;
  readonly DockerRootDir: string;
  readonly CgroupDriver: string;
  readonly CgroupVersion?: string;
  readonly MemoryLimit: boolean;
  readonly PidsLimit?: boolean;
  readonly BridgeNfIptables: boolean;
  readonly SecurityOptions?: readonly string[] | null;
}

/** Private cgroup namespaces and API 1.41 came with this one. */
const OLDEST = [20, 10] as const;

/** What the engine says of itself. `kernel` is the one that the lab itself runs on. */
export function engineFindings(info: HostEngineInfo, kernel: string): Finding[] {
  return [
    version(info),
    sameMachine(info, kernel),
    storage(info),
    cgroups(info),
    limits(info),
    labels(info),
    isolation(info),
    bridgeFilter(info),
  ];
}

function version(info: HostEngineInfo): Finding {
  if (info.OSType !== 'linux') {
    return bad(
      'engine',
      `Docker runs ${info.OSType} containers; nodes are Linux.`,
      'Switch Docker to Linux containers.',
    );
  }
  const [major = 0, minor = 0] = info.ServerVersion.split('.').map(Number.parseFloat);
  const isOld = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
  const named = `Docker Engine ${info.ServerVersion} on ${info.OperatingSystem}`;
  if (isOld) return bad('engine', `${named} is too old for nodes.`, `Install Docker ${OLDEST.join('.')} or newer.`);
  return ok('engine', `${named}.`);
}

/** Nodes and lab share a folder with sockets in it, which needs one kernel on both sides. */
function sameMachine(info: HostEngineInfo, kernel: string): Finding {
  if (info.KernelVersion === kernel) return ok('shared-folder', 'Docker runs on the same kernel as the lab.');
  return bad(
    'shared-folder',
    `Docker runs in another machine (kernel ${info.KernelVersion}, the lab has ${kernel}), so the sockets of the nodes do not reach the lab.`,
    'Run the lab on Linux itself, or inside the virtual machine that runs Docker.',
  );
}

function storage(info: HostEngineInfo): Finding {
  const of = (name: string): string | undefined => info.DriverStatus?.find(([key]) => key === name)?.[1];
  const below = of('Backing Filesystem');
  const named = `Storage driver ${info.Driver}${below ? ` on ${below}` : ''}`;
  if (of('Supports d_type') === 'false') {
    return bad(
      'storage',
      `${named} cannot tell file types in folders (d_type), so nodes cannot store images.`,
      `Put ${info.DockerRootDir} on ext4, or on XFS made with ftype=1.`,
    );
  }
  if (info.Driver === 'vfs') {
    const fix = 'Use overlay2: put its data on ext4 or XFS.';
    return warn('storage', `${named} copies every layer: slow, and it fills the disk.`, fix);
  }
  return ok('storage', `${named}.`);
}

function cgroups(info: HostEngineInfo): Finding {
  const words = `Control groups version ${info.CgroupVersion ?? '1'}, driver ${info.CgroupDriver}.`;
  if (info.CgroupDriver === 'none') {
    return bad(
      'cgroups',
      'Docker runs without control groups, so nodes have no limits and their engines do not start.',
    );
  }
  return ok('cgroups', words);
}

function limits(info: HostEngineInfo): Finding {
  const missing = [...(info.MemoryLimit ? [] : ['memory']), ...(info.PidsLimit === false ? ['processes'] : [])];
  if (missing.length === 0) return ok('limits', 'Docker can limit memory and processes of a node.');
  const fix = 'On a kernel of Debian boot with cgroup_enable=memory, or use one with these controllers.';
  return warn('limits', `Docker cannot limit ${missing.join(' and ')} here: one cluster can starve the others.`, fix);
}

function hasOption(info: HostEngineInfo, name: string): boolean {
  return (info.SecurityOptions ?? []).some((option) => option.split(',').includes(`name=${name}`));
}

function labels(info: HostEngineInfo): Finding {
  if (hasOption(info, 'selinux')) {
    const fix = 'If nodes do not start, turn off labels in the engine (selinux-enabled: false in daemon.json).';
    return warn('labels', 'SELinux labels containers here; nodes were not tried under it.', fix);
  }
  if (hasOption(info, 'apparmor')) {
    return ok('labels', 'AppArmor is on. Nodes run without its default profile, which refuses mounts they need.');
  }
  return ok('labels', 'Neither AppArmor nor SELinux is in the way.');
}

function isolation(info: HostEngineInfo): Finding {
  if (hasOption(info, 'rootless')) {
    const fix = 'Point DOCKER_HOST at the engine of the system.';
    return warn('isolation', 'This is a rootless engine; nodes were not tried on one.', fix);
  }
  if (hasOption(info, 'userns')) {
    const sentence = 'This engine maps users (userns-remap); nodes were not tried on one set up like this.';
    return warn('isolation', sentence, 'Use an engine without userns-remap.');
  }
  return warn(
    'isolation',
    'Root in a node can become root of this machine: nodes have no user namespace of their own. That is for people you trust.',
    'For anybody else give the lab a machine, or a virtual machine, that holds nothing else.',
  );
}

function bridgeFilter(info: HostEngineInfo): Finding {
  if (info.BridgeNfIptables) return ok('bridge-filter', 'Traffic on bridges passes the packet filter.');
  return warn(
    'bridge-filter',
    'The kernel does not filter traffic on bridges, so published services may be refused in nodes.',
    'Run: sudo modprobe br_netfilter, and list it in /etc/modules-load.d/ to keep it.',
  );
}
