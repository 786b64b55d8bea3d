import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { yamlFindings } from './yaml-findings.ts';

/** Findings as `line: message`. */
function found(text: string, path = '/root/stack.yml'): string[] {
  return yamlFindings(text, path).map(({ from, message }) => `${text.slice(0, from).split('\n').length}: ${message}`);
}
const ROOT = join(import.meta.dirname, '..', '..', '..');

describe('mistakes of form', () => {
  it.each([
    ['a tab', 'a:\n\tb: 1\n', /^2: There is a tab here/],
    ['a key twice', 'a: 1\nb: 2\na: 3\n', /^3: a is there twice/],
    ['a quote without end', 'a: "one\nb: 2\n', /A quote is opened and not closed/],
    ['a line out of its column', 'a:\n  b: 1\n c: 2\n', /^3: /],
    ['two colons', 'a: b: c\n', /^1: There are two colons/],
    ['a star', 'a: *\n', /^1: A word that begins with \*/],
  ])('%s', (_, text, says) => {
    expect(found(text, 'x.yml').join('\n')).toMatch(says);
  });

  it('are said of every document of a file, and of none that fits', () => {
    expect(found('a: 1\n---\na: 1\na: 2\n', 'x.yml')).toEqual([expect.stringMatching(/^4: a is there twice/)]);
    expect(found('a: [1, 2]\nb: &x {c: d}\ne: *x\n', 'x.yml')).toEqual([]);
    expect(found('')).toEqual([]);
  });
});

describe('mistakes in a file for Compose', () => {
  const stack = (body: string) => `services:\n  web:\n    image: nginx\n${body}`;

  it('finds none in the files of the stack', () => {
    for (const file of ['docker-compose.yml', 'docker-compose.swarm.yml', 'docker-compose.final.yml']) {
      expect(found(readFileSync(join(ROOT, file), 'utf8'), file), file).toEqual([]);
    }
  });

  it('an unknown key at the left edge, with the one that was meant', () => {
    expect(found('service:\n  web:\n    image: nginx\n')).toEqual([
      '1: Compose knows no service at the left edge. Did you mean services?',
    ]);
    expect(found(stack('image: x\n'))[0]).toMatch(/^4: Compose knows no image at the left edge. There are/);
    expect(found(stack('x-mine: 1\n'))).toEqual([]);
  });

  it('a single dollar where the shell in the container should read a secret', () => {
    const line = (dollar: string) =>
      stack(`    command: sh -c 'redis-server --requirepass "${dollar}(cat /run/secrets/redis)"'\n`);
    expect(found(line('$'))).toEqual([expect.stringMatching(/^4: .*Write \$\$/)]);
    expect(found(line('$$'))).toEqual([]);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Compose's own
    expect(found(stack('    image: nginx:${TAG:-1}\n').replace('    image: nginx\n', ''))).toEqual([]);
    expect(found(stack('    command: sh -c "P=x; cat /run/secrets/a > $P"\n'))).toHaveLength(1);
  });

  it('names that are used and not declared', () => {
    expect(
      found(
        stack('    networks: [inner]\n    secrets: [redis]\n    configs:\n      - source: miner\n        target: /c\n'),
      ),
    ).toEqual([
      '4: web uses inner, which is not declared. Add it below networks at the left edge.',
      '5: web uses redis, which is not declared. Add it below secrets at the left edge.',
      '7: web uses miner, which is not declared. Add it below configs at the left edge.',
    ]);
    expect(found(stack('    networks:\n      inner:\n        aliases: [x]\nnetworks:\n  inner:\n'))).toEqual([]);
    expect(found(stack('    depends_on: [db]\n'))).toEqual([
      '4: web depends on db, but there is no service of that name.',
    ]);
  });

  it('services without a body or an image', () => {
    expect(found('services:\n  web:\n  db:\n    command: x\n')).toEqual([
      '2: The service web has nothing below it, such as its image.',
      '3: The service db says no image and no build, so there is nothing to run.',
    ]);
    expect(found('services:\n')).toEqual([
      '1: Below services stands one key for each service, indented by two spaces.',
    ]);
  });

  it('are not looked for in other YAML', () => {
    expect(found('difficulty: 3\nspeed: 2\n', '/root/devcoin/apps/miner/config.yml')).toEqual([]);
  });
});
