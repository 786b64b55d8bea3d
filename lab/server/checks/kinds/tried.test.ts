import { describe, expect, test } from 'vitest';
import { type CheckOf, type CommandView, checkSchema } from '../../../contract/index.ts';
import { NOW, sampleSnapshot, sampleWorld } from '../sample-world.ts';
import { tried } from './tried.ts';

const ran = (text: string, changes: Partial<CommandView> = {}): CommandView => ({
  text,
  node: 'node1',
  shell: 'main',
  startedAt: NOW + 1000,
  ms: 20,
  exitCode: 0,
  ...changes,
});
const find = (commands: readonly CommandView[] | undefined, expected: Partial<CheckOf<'tried'>> = {}) =>
  tried.judge(
    checkSchema.parse({ kind: 'tried', title: 'x', matches: '^docker service ps', ...expected }) as CheckOf<'tried'>,
    sampleWorld(sampleSnapshot(), commands ? { commands } : {}),
  );

describe('a command that was tried', () => {
  test('is met by a line, and by a command within one', () => {
    expect(find([ran('docker service ps web')])).toEqual({
      state: 'met',
      because: '“docker service ps web” ran on node1.',
    });
    const lines = [
      'cd ~/devcoin && docker service ps web',
      'docker  service   ps web | grep Running',
      'for n in web api; do docker service ps $n; done',
      'until sudo docker service ps web; do sleep 1; done',
      'LINES=5 docker service ps web',
    ];
    for (const line of lines) expect(find([ran(line)]).state, line).toBe('met');
  });

  test('is not met by what only names it', () => {
    for (const line of ['echo "docker service ps web"', "echo 'x; docker service ps'", 'man docker service ps']) {
      expect(find([ran(line)]).because, line).toBe('Nothing like “docker service ps” was run yet.');
    }
  });

  test('names what is looked for, in words', () => {
    expect(find([], { matches: '^docker (service|stack) ps' }).because).toContain('“docker”');
    expect(find([], { matches: '^docker images?$' }).because).toContain('“docker image”');
    expect(find([], { matches: '(a|b)', called: 'docker ps' }).because).toContain('“docker ps”');
    expect(find([], { matches: '^curl .*node1' }).because).toContain('“curl”');
  });

  test('counts from when the step was opened', () => {
    const finding = find([ran('docker service ps web', { startedAt: NOW - 1 })]);
    expect(finding.because).toBe('Nothing like “docker service ps” was run yet.');
    expect(finding.likely).toContain('before this step was opened');
  });

  test('tells the node on which it ran instead', () => {
    const elsewhere = [ran('docker service ps web', { node: 'node2' })];
    expect(find(elsewhere, { node: 'node1' }).because).toBe('“docker service ps web” ran on node2, not on node1.');
    expect(find(elsewhere, { node: 'node2' }).state).toBe('met');
    expect(find(elsewhere).state).toBe('met');
  });

  test('tells how it ended', () => {
    const end = (exitCode?: number) => {
      const { exitCode: _, ...rest } = ran('docker service ps wbe');
      return find([exitCode === undefined ? rest : { ...rest, exitCode }]);
    };
    expect(end(1).because).toBe('“docker service ps wbe” ran, but failed with exit code 1.');
    expect(end(127).likely).toContain('no program');
    expect(end(130)).toMatchObject({
      because: expect.stringContaining('exit code 130'),
      likely: expect.stringContaining('Ctrl+C'),
    });
    expect(end(undefined).because).toContain('its shell went');
    const { ms: _, exitCode: __, ...running } = ran('docker service ps web');
    expect(find([running]).because).toBe('“docker service ps web” still runs on node1.');
    expect(find([running], { exit: 'any' }).state).toBe('met');
    expect(find([ran('docker service ps web')], { exit: 1 }).because).toContain('1 is wanted');
    expect(find([ran('docker service ps web', { exitCode: 1 })], { exit: 1 }).state).toBe('met');
  });

  test('a later success counts, whatever failed before or after', () => {
    const bad = ran('docker service ps wbe', { exitCode: 1 });
    expect(find([bad, ran('docker service ps web'), bad]).state).toBe('met');
  });

  test('may be wanted more often', () => {
    const twice = [ran('docker service ps web'), ran('docker service ps api')];
    expect(find(twice, { atLeast: 3 }).because).toBe('“docker service ps” ran twice; 3 times are wanted.');
    expect(find([...twice, ran('docker service ps redis')], { atLeast: 3 }).because).toBe(
      '“docker service ps” ran 3 times.',
    );
  });

  test('could not be checked where no commands are kept', () => {
    expect(find(undefined)).toMatchObject({
      state: 'couldNotCheck',
      because: expect.stringContaining('keeps no commands'),
    });
  });
});

test('an expression that is none is refused', () => {
  expect(checkSchema.safeParse({ kind: 'tried', title: 'x', matches: '(' }).success).toBe(false);
});
