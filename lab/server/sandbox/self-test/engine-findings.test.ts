import { describe, expect, it } from 'vitest';
import { engineFindings, type HostEngineInfo } from './engine-findings.ts';
import type { Finding } from './finding.ts';

const KERNEL = '6.12.0-amd64';
const WELL: HostEngineInfo = {
  ServerVersion: '26.1.5+dfsg1',
  OperatingSystem: 'Debian GNU/Linux 13 (trixie)',
  OSType: 'linux',
  KernelVersion: KERNEL,
  Name: 'host',
  Driver: 'overlay2',
  DriverStatus: [
    ['Backing Filesystem', 'extfs'],
    ['Supports d_type', 'true'],
  ],
  DockerRootDir: '/var/lib/docker',
  CgroupDriver: 'systemd',
  CgroupVersion: '2',
  MemoryLimit: true,
  PidsLimit: true,
  BridgeNfIptables: true,
  SecurityOptions: ['name=apparmor', 'name=seccomp,profile=builtin', 'name=cgroupns'],
};

function find(id: string, change: Partial<HostEngineInfo> = {}): Finding {
  const found = engineFindings({ ...WELL, ...change }, KERNEL).find((finding) => finding.id === id);
  if (!found) throw new Error(`no finding ${id}`);
  return found;
}

describe('what the engine says of itself', () => {
  it('is all well on a stock Debian but for the isolation, which is always told', () => {
    const notWell = engineFindings(WELL, KERNEL).filter((finding) => finding.state !== 'ok');
    expect(notWell.map((finding) => finding.id)).toEqual(['isolation']);
    expect(notWell[0]?.sentence).toMatch(/Root in a node can become root of this machine.*people you trust/);
  });

  it.each(['19.03.15', '20.9.1', '1.13.1'])('refuses engine %s as too old', (ServerVersion) => {
    expect(find('engine', { ServerVersion }).state).toBe('bad');
  });

  it.each(['20.10.24+dfsg1', '27.0.0-rc.1', '29.1.2'])('takes engine %s', (ServerVersion) => {
    expect(find('engine', { ServerVersion }).state).toBe('ok');
  });

  it('refuses Windows containers', () => {
    expect(find('engine', { OSType: 'windows' })).toMatchObject({
      state: 'bad',
      fix: expect.stringContaining('Linux'),
    });
  });

  it('sees by the kernel that the engine runs in another machine', () => {
    const found = find('shared-folder', { KernelVersion: '6.6.0-linuxkit' });
    expect(found.state).toBe('bad');
    expect(found.sentence).toContain('6.6.0-linuxkit');
  });

  it('refuses a disk that knows no file types, and warns of vfs', () => {
    const DriverStatus = [['Backing Filesystem', 'xfs'] as const, ['Supports d_type', 'false'] as const];
    expect(find('storage', { DriverStatus })).toMatchObject({ state: 'bad', fix: expect.stringContaining('ftype=1') });
    expect(find('storage', { Driver: 'vfs', DriverStatus: null }).state).toBe('warn');
  });

  it('says what cannot be limited', () => {
    const found = find('limits', { MemoryLimit: false, PidsLimit: false });
    expect(found).toMatchObject({ state: 'warn', sentence: expect.stringContaining('memory and processes') });
  });

  it('tells an engine that maps users, and a rootless one, from the usual one', () => {
    expect(find('isolation', { SecurityOptions: ['name=userns'] }).sentence).toContain('userns-remap');
    expect(find('isolation', { SecurityOptions: ['name=rootless'] }).sentence).toContain('rootless');
  });

  it('warns when bridges bypass the packet filter', () => {
    expect(find('bridge-filter', { BridgeNfIptables: false })).toMatchObject({
      state: 'warn',
      fix: expect.stringContaining('modprobe br_netfilter'),
    });
  });

  it('ends every sentence, and gives a fix with all that is bad', () => {
    const worst = engineFindings(
      { ...WELL, ServerVersion: '17.0.0', KernelVersion: 'x', DriverStatus: [['Supports d_type', 'false']] },
      KERNEL,
    );
    for (const finding of worst) expect(finding.sentence).toMatch(/\.$/);
    for (const finding of worst.filter(({ state }) => state === 'bad')) expect(finding.fix).toMatch(/\.$/);
  });
});
