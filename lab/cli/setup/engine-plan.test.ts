import { describe, expect, it } from 'vitest';
import { asTyped, planEngine } from './engine-plan.ts';
import type { HostFacts } from './host-facts.ts';
import { USUAL_SOCKET } from './host-facts.ts';
import type { EngineProbe } from './probe-engine.ts';

const absent: EngineProbe = { state: 'absent', socket: USUAL_SOCKET };
const forbidden: EngineProbe = { state: 'forbidden', socket: USUAL_SOCKET };

/** Debian as root with systemd and no Docker, but for what is given. */
function host(differs: Partial<HostFacts> = {}): HostFacts {
  return {
    platform: 'linux',
    distribution: ['debian'],
    distributionName: 'Debian GNU/Linux 13 (trixie)',
    isRoot: true,
    user: 'root',
    gid: 0,
    hasSudo: true,
    hasTerminal: true,
    hasSystemd: true,
    hasCgroups: true,
    hasDockerd: false,
    inDockerGroup: false,
    chosenSocket: false,
    probes: [absent],
    ...differs,
  };
}

const ana = { isRoot: false, user: 'ana', gid: 1000 };

function plan(differs: Partial<HostFacts> = {}) {
  return planEngine(host(differs), '/data/dockerd.log');
}

function commands(differs: Partial<HostFacts> = {}): string[] {
  const made = plan(differs);
  if (made.kind !== 'change') throw new Error(`The plan is ${made.kind}`);
  return made.commands.map(({ argv }) => argv.join(' '));
}

function sentence(differs: Partial<HostFacts>): string {
  const made = plan(differs);
  if (made.kind !== 'stuck') throw new Error(`The plan is ${made.kind}`);
  return made.sentence;
}

describe('the plan for an engine', () => {
  it('takes the first engine that answers, whatever else there is', () => {
    const ready: EngineProbe = { state: 'ready', socket: '/run/user/1000/docker.sock', version: '28.1.0' };
    expect(plan({ ...ana, probes: [forbidden, ready] })).toEqual({
      kind: 'ready',
      socket: '/run/user/1000/docker.sock',
      version: '28.1.0',
    });
  });

  it('installs and starts it on Debian with systemd', () => {
    expect(commands()).toEqual([
      expect.stringMatching(/apt-get .*update$/),
      expect.stringMatching(/apt-get .*install -y --no-install-recommends docker\.io iptables ca-certificates$/),
      'systemctl enable --now docker',
    ]);
  });

  it('starts dockerd itself where there is no systemd, in a session of its own and with a log', () => {
    expect(commands({ hasSystemd: false }).at(-1)).toMatch(/^setsid --fork sh -c .*dockerd.* \/data\/dockerd\.log$/);
  });

  it('mounts control groups first where nobody did', () => {
    const made = commands({ hasSystemd: false, hasCgroups: false });
    expect(made.at(-2)).toBe('mount -t cgroup2 cgroup2 /sys/fs/cgroup');
    expect(made.at(-1)).toContain('dockerd');
  });

  it('knows the kin of Debian by what they say of themselves', () => {
    expect(plan({ distribution: ['ubuntu', 'debian'] }).kind).toBe('change');
    expect(plan({ distribution: ['linuxmint', 'ubuntu', 'debian'] }).kind).toBe('change');
    expect(sentence({ distribution: ['fedora'], distributionName: 'Fedora Linux 42' })).toContain('Fedora Linux 42');
  });

  it('only starts an engine that is installed, on any Linux', () => {
    expect(commands({ hasDockerd: true, distribution: ['arch'] })).toEqual(['systemctl enable --now docker']);
    const silent: EngineProbe = { state: 'silent', socket: USUAL_SOCKET };
    expect(commands({ hasDockerd: true, probes: [silent] })).toEqual(['systemctl enable --now docker']);
  });

  it('lets another user than root into the group docker, once', () => {
    expect(commands({ ...ana }).at(-1)).toBe('usermod -aG docker ana');
    expect(commands({ ...ana, hasDockerd: true, inDockerGroup: true })).toEqual(['systemctl enable --now docker']);
  });

  it('changes the group alone where the engine runs but refuses the user', () => {
    expect(commands({ ...ana, probes: [forbidden] })).toEqual(['usermod -aG docker ana']);
  });

  it('says how to get in where there is no sudo', () => {
    const said = sentence({ ...ana, hasSudo: false, probes: [forbidden] });
    expect(said).toContain('usermod -aG docker ana');
    expect(said).toContain('as good as root');
  });

  it('goes on in the group where only this login is older than the membership', () => {
    expect(plan({ ...ana, inDockerGroup: true, probes: [forbidden] })).toEqual({ kind: 'regroup' });
  });

  it('says what to run as root where the user can become root in no way', () => {
    expect(sentence({ ...ana, hasSudo: false })).toContain('apt-get install docker.io iptables');
    expect(sentence({ ...ana, hasSudo: false, hasDockerd: true })).toContain('systemctl enable --now docker');
  });

  it('names Docker Desktop on macOS, and on Windows the way into its Linux', () => {
    expect(sentence({ platform: 'darwin' })).toContain('Install Docker Desktop');
    expect(sentence({ platform: 'win32' })).toContain('wsl --install');
  });

  it('touches nothing where DOCKER_HOST chose an engine that does not answer', () => {
    const chosen = { chosenSocket: true };
    expect(sentence({ ...chosen, probes: [{ state: 'absent', socket: '/srv/d.sock' }] })).toContain('/srv/d.sock');
    expect(sentence({ ...chosen, probes: [{ state: 'silent', socket: '/srv/d.sock' }] })).toContain('nothing answers');
    expect(sentence({ ...chosen, probes: [{ state: 'forbidden', socket: '/srv/d.sock' }] })).toContain('may not use');
  });

  it('passes on why an engine does not do', () => {
    const unfit: EngineProbe = { state: 'unfit', socket: USUAL_SOCKET, because: 'it is Podman.' };
    expect(sentence({ probes: [unfit] })).toContain('it is Podman.');
  });
});

describe('a command as typed', () => {
  it('has sudo in front for another user than root, one that never waits where nobody can answer', () => {
    expect(asTyped(['dockerd'], { isRoot: true, hasTerminal: true })).toEqual(['dockerd']);
    expect(asTyped(['dockerd'], { isRoot: false, hasTerminal: true })).toEqual(['sudo', 'dockerd']);
    expect(asTyped(['dockerd'], { isRoot: false, hasTerminal: false })).toEqual(['sudo', '-n', 'dockerd']);
  });
});
