import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type Docker from 'dockerode';

/**
 * What a node's engine may do: Docker's default capabilities and three more, and every system call but those that reach the
 * host. With fewer capabilities a container inside cannot be given its own defaults; without SYS_PTRACE nobody gets into a
 * container whose program runs as another user than root, neither by docker exec nor by its health check.
 */
export async function nodeSecurity(): Promise<Docker.HostConfig & { CgroupnsMode: string }> {
  const seccomp = await readFile(join(import.meta.dirname, '..', '..', 'node', 'seccomp.json'), 'utf8');
  return {
    CapAdd: ['SYS_ADMIN', 'NET_ADMIN', 'SYS_PTRACE'],
    // AppArmor's default profile refuses the mounts that loading an image needs.
    SecurityOpt: [`seccomp=${seccomp}`, 'apparmor=unconfined'],
    // Docker writes sysctls and cgroups of its containers below /proc and /sys.
    MaskedPaths: [],
    ReadonlyPaths: [],
    CgroupnsMode: 'private',
  };
}
