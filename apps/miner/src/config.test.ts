import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseConfig, readConfig } from './config.ts';
import { ConfigError } from './config-error.ts';

const shipped = readFileSync(new URL('../config.yml', import.meta.url), 'utf8');
const message = (source: string): string => {
  try {
    parseConfig(source, 'miner.yml');
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message;
  }
  throw new Error('the configuration was accepted');
};

describe('the configuration', () => {
  it('is what the file of the image says', () => {
    expect(parseConfig(shipped, 'config.yml')).toEqual({
      hashRate: 20000,
      difficultyBits: 12,
      claimMode: 'queue',
      logLevel: 'info',
      redis: { host: 'redis', port: 6379, passwordFile: '/run/secrets/redis' },
    });
  });

  it('may leave out the password file', () => {
    const config = parseConfig(shipped.replace(/ {2}passwordFile.*\n/, ''), 'miner.yml');
    expect(config.redis.passwordFile).toBe('/run/secrets/redis');
  });

  it.each([
    [
      'a negative rate',
      shipped.replace('20000', '-5'),
      'miner.yml, line 2: hashRate is -5; it has to be a whole number from 0 to 1000000000',
    ],
    [
      'a rate in words',
      shipped.replace('20000', 'fast'),
      'miner.yml, line 2: hashRate is "fast"; it has to be a whole number from 0 to 1000000000',
    ],
    [
      'an unknown claim mode',
      shipped.replace('queue  ', 'quick  '),
      'miner.yml, line 4: claimMode is "quick"; it has to be one of queue, naive',
    ],
    [
      'a wrong value further in',
      shipped.replace('6379', '70000'),
      'miner.yml, line 8: redis.port is 70000; it has to be a whole number from 1 to 65535',
    ],
    [
      'an unknown key',
      shipped.replace('logLevel', 'loglevel'),
      'miner.yml, line 5: there is no key loglevel; the keys are hashRate, difficultyBits, claimMode, logLevel, redis',
    ],
    [
      'a key too many',
      `${shipped}colour: green\n`,
      'miner.yml, line 10: there is no key colour; the keys are hashRate, difficultyBits, claimMode, logLevel, redis',
    ],
    [
      'a key too many further in',
      `${shipped}  db: 3\n`,
      'miner.yml, line 10: there is no key redis.db; the keys are host, port, passwordFile',
    ],
    [
      'a missing key',
      shipped.replace(/difficultyBits.*\n/, ''),
      'miner.yml, line 2: difficultyBits is missing; it has to be a whole number from 1 to 40',
    ],
    [
      'a missing key further in',
      shipped.replace(/ {2}host.*\n/, ''),
      'miner.yml, line 6: redis.host is missing; it has to be a host name',
    ],
    [
      'a word where a map belongs',
      'redis: here\nhashRate: 1\ndifficultyBits: 1\nclaimMode: queue\nlogLevel: info',
      'miner.yml, line 1: redis is "here"; it has to be a map with host, port and passwordFile',
    ],
    [
      'broken YAML',
      shipped.replace('claimMode: queue', 'claimMode: [queue'),
      /^miner\.yml, line \d: this is no YAML: /,
    ],
    ['a key twice', `${shipped}hashRate: 5\n`, /^miner\.yml, line 10: this is no YAML: .*unique/],
    ['an alias without anchor', shipped.replace('20000', '*fast'), /^miner\.yml.*fast/],
    ['an empty file', '', /^miner\.yml, line 1: the file is empty; it has to be a map with hashRate/],
    ['a list', '- 1\n- 2\n', /^miner\.yml, line 1: the file is .*; it has to be a map with hashRate/],
  ])('with %s is refused with the line and what is allowed', (_, source, expected) => {
    if (typeof expected === 'string') expect(message(source)).toBe(expected);
    else expect(message(source)).toMatch(expected);
  });

  it('that cannot be read is refused with the variable that names another', () => {
    expect(() => readConfig('/nowhere/miner.yml')).toThrow(/^the configuration \/nowhere\/miner\.yml .*MINER_CONFIG/);
  });
});
