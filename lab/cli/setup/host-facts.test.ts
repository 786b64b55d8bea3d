import { describe, expect, it } from 'vitest';
import { engineSockets, readHostFacts, USUAL_SOCKET } from './host-facts.ts';
import { inGroup } from './regroup.ts';

describe('where an engine is looked for', () => {
  it('is the usual socket, then the one of a user, then Docker Desktop', () => {
    expect(engineSockets({ XDG_RUNTIME_DIR: '/run/user/1000' }, '/home/ana')).toEqual({
      chosen: false,
      sockets: [
        USUAL_SOCKET,
        '/run/user/1000/docker.sock',
        '/home/ana/.docker/run/docker.sock',
        '/home/ana/.docker/desktop/docker.sock',
      ],
    });
  });

  it('is what DOCKER_HOST says, and nothing else', () => {
    expect(engineSockets({ DOCKER_HOST: 'unix:///srv/docker.sock' }, '/home/ana')).toEqual({
      chosen: true,
      sockets: ['/srv/docker.sock'],
    });
  });

  it('cannot be another machine', () => {
    expect(() => engineSockets({ DOCKER_HOST: 'tcp://10.0.0.1:2375' }, '/home/ana')).toThrow(
      'DOCKER_HOST is tcp://10.0.0.1:2375',
    );
  });
});

describe('the facts of this machine', () => {
  it('can be read anywhere', async () => {
    const facts = await readHostFacts({ DOCKER_HOST: 'unix:///nowhere/docker.sock' }, AbortSignal.timeout(5000));
    expect(facts).toMatchObject({
      platform: process.platform,
      chosenSocket: true,
      probes: [{ state: 'absent', socket: '/nowhere/docker.sock' }],
    });
  });
});

describe('going on in the group docker', () => {
  const facts = { user: 'ana', gid: 1000, hasSudo: true, hasTerminal: false };
  const env = { HOME: '/home/ana', DEVCOIN_LAB_IN_GROUP: '1', SECRET: 'x' };

  it('is done by sg where there is one, with every word kept whole', () => {
    expect(inGroup(['node', "it's here"], facts, env, (program) => program === 'sg')).toEqual([
      'sg',
      'docker',
      '-c',
      `exec 'node' 'it'\\''s here'`,
    ]);
  });

  it('is done by sudo and setpriv elsewhere, with the environment that the lab reads', () => {
    expect(inGroup(['node', 'main.ts'], facts, env, (program) => program === 'setpriv')).toEqual([
      ...['sudo', '-n', 'setpriv', '--reuid=ana', '--regid=1000', '--init-groups'],
      ...['env', '-i', 'HOME=/home/ana', 'DEVCOIN_LAB_IN_GROUP=1', 'node', 'main.ts'],
    ]);
  });

  it('is not possible without any of them', () => {
    expect(inGroup(['node'], facts, env, () => false)).toBeUndefined();
    expect(inGroup(['node'], { ...facts, hasSudo: false }, env, (program) => program === 'setpriv')).toBeUndefined();
  });
});
