import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maskSecrets } from './mask-secrets.ts';

describe('secrets in a command', () => {
  test.each([
    ['docker login -u ada -p hunter2 registry:5000', 'docker login -u ada -p ••• registry:5000'],
    ['docker login --password=hunter2 -u ada', 'docker login --password=••• -u ada'],
    ['docker login --password "hun ter2" x', 'docker login --password ••• x'],
    ['echo hunter2 | docker secret create redis -', 'echo ••• | docker secret create redis -'],
    [`printf 'hun ter2' | docker secret create redis -`, 'printf ••• | docker secret create redis -'],
    ['docker secret create redis - <<< hunter2', 'docker secret create redis - <<< •••'],
    ['docker secret create redis - <<EOF\nhunter2\nEOF', 'docker secret create redis - <<EOF\n•••'],
    ['echo hunter2 > redis-password.txt', 'echo ••• > redis-password.txt'],
    ['docker swarm join --token SWMTKN-1-abc-def 10.0.0.1:2377', 'docker swarm join --token ••• 10.0.0.1:2377'],
    ['T=SWMTKN-1-abc-def; docker swarm join --token $T', 'T=•••; docker swarm join --token •••'],
    ['docker run -e REDIS_PASSWORD=hunter2 redis', 'docker run -e REDIS_PASSWORD=••• redis'],
    [`docker run -e 'REDIS_PASSWORD=hun ter2' redis`, `docker run -e 'REDIS_PASSWORD=•••' redis`],
    ['redis-cli -h redis -a hunter2 ping', 'redis-cli -h redis -a ••• ping'],
    ['aws configure set aws_secret_access_key hunter2', 'aws configure set aws_secret_access_key •••'],
    ['curl -u ada:hunter2 http://node1', 'curl -u ••• http://node1'],
    ['git clone https://ada:hunter2@example.org/x', 'git clone https://ada:•••@example.org/x'],
    ['curl -H "Authorization: Bearer hunter2"', 'curl -H "Authorization: Bearer •••"'],
  ])('%s', (text, masked) => {
    expect(maskSecrets(text)).toBe(masked);
  });

  test.each([
    'docker service create --name web --secret redis --secret source=tls,target=cert.pem nginx',
    'docker service create --secret=redis nginx',
    'docker login --password-stdin -u ada registry:5000',
    'docker swarm join-token -q worker > ~/token.worker',
    'docker swarm join-token --rotate manager',
    'openssl rand -base64 20 | docker secret create redis -',
    'docker secret ls && docker secret inspect redis',
    'docker service ps web | grep token',
    'docker exec -it x cat /run/secrets/redis',
    'mkdir -p a/b; docker run -p 80:80 nginx',
    'pwd; cd $PWD',
  ])('%s stays as it is', (text) => {
    expect(maskSecrets(text)).toBe(text);
  });

  const letters = 'abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
  const core = fc
    .array(fc.constantFrom(...letters), { minLength: 6, maxLength: 12 })
    .map((list) => `Zq${list.join('')}`);
  const odd = fc.constantFrom(
    '',
    ' ',
    '$',
    '!',
    '#',
    ';',
    '|',
    '&',
    '=',
    ':',
    '@',
    '-',
    '/',
    '<',
    '(',
    ')',
    '*',
    '\n',
    'ü',
  );
  /** A secret in two halves, each of which must not get out, in quotes that hold it. */
  const quoted = fc.tuple(core, odd, core).chain(([one, sign, two]) => {
    const value = `${one}${sign}${two}`;
    return fc
      .constantFrom(
        `'${value}'`,
        `"${value.replaceAll('$', '\\$')}"`,
        `$'${value.replaceAll('\n', '\\n')}'`,
        value.replaceAll(/[^\w]/g, (c) => (c === '\n' ? `'\n'` : `\\${c}`)),
        `${one}'${sign}'"${two}"`,
      )
      .map((word) => ({ word, halves: [one, two] }));
  });
  const template = fc.constantFrom<(word: string) => string>(
    (word) => `docker login -u ada -p ${word} registry:5000`,
    (word) => `docker login -p${word}`,
    (word) => `docker login --password ${word} && docker push x`,
    (word) => `docker login --password=${word}`,
    (word) => `sudo docker login \\\n  --password ${word}`,
    (word) => `echo ${word} | docker secret create redis -`,
    (word) => `printf '%s' ${word} | docker secret create redis -`,
    (word) => `echo -n ${word}|docker login --password-stdin -u ada`,
    (word) => `docker secret create redis - <<< ${word}`,
    (word) => `docker secret create redis <(echo ${word})`,
    (word) => `docker secret create redis - <<'EOF'\n${word}\nEOF\ndocker secret ls`,
    (word) => `REDIS_PASSWORD=${word} docker stack deploy -c stack.yml devcoin`,
    (word) => `export API_KEY=${word}; env`,
    (word) => `docker service create --env DB_PASSWORD=${word} --name db postgres`,
    (word) => `redis-server --requirepass ${word} --port 1`,
    (word) => `redis-cli -h redis -a ${word} ping`,
    (word) => `for n in 1 2; do echo ${word} > password-$n; done`,
    (word) => `aws configure set aws_secret_access_key ${word}`,
  );

  test('never get out, whatever quotes they are in', () => {
    fc.assert(
      fc.property(template, quoted, (line, { word, halves }) => {
        const masked = maskSecrets(line(word));
        for (const half of halves) expect(masked).not.toContain(half);
        expect(masked).toContain('•••');
      }),
      { numRuns: 3000 },
    );
  });

  test('never get out of a line whose end is missing', () => {
    fc.assert(
      fc.property(template, quoted, fc.nat(200), (line, { word, halves }, cut) => {
        const whole = line(word);
        const masked = maskSecrets(whole.slice(0, cut % whole.length), { isCut: true });
        for (const half of halves) expect(masked).not.toContain(half);
      }),
      { numRuns: 3000 },
    );
  });

  test('cost little to look for', () => {
    const long = `docker login ${'-'.repeat(700)} ${'a=b '.repeat(300)}`.slice(0, 2048);
    const began = performance.now();
    maskSecrets(long);
    maskSecrets(`echo ${"'x".repeat(1000)} | docker secret create`);
    expect(performance.now() - began).toBeLessThan(500);
  });
});
