import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { ConfigError, readConfig } from './config.ts';

const folder = mkdtempSync(join(tmpdir(), 'devcoin-api-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(text: string): string {
  const path = join(folder, `password-${text.length}`);
  writeFileSync(path, text);
  return path;
}

it('needs nothing to be set', () => {
  const config = readConfig({ NODE_NAME: '', TASK_NAME: '', PORT: '' }, 'abc');
  expect(config.port).toBe(8080);
  expect(config.redis).toMatchObject({ host: 'redis', port: 6379 });
  expect(config.servedBy).toEqual({ host: 'abc', task: 'abc', node: null, version: null });
});

it('takes what is set', () => {
  const env = {
    ...{ PORT: '81', REDIS_HOST: 'r', REDIS_PORT: '6380' },
    ...{ NODE_NAME: 'node1', TASK_NAME: 'devcoin_api.1', VERSION: '2.0' },
  };
  const config = readConfig(env, 'abc');
  expect(config).toMatchObject({ port: 81, redis: { host: 'r', port: 6380 } });
  expect(config.servedBy).toEqual({ host: 'abc', task: 'devcoin_api.1', node: 'node1', version: '2.0' });
});

it.each(['abc', '0', '65536', '80.5', '-1', ' 80', '0x50'])('refuses port %j by name', (port) => {
  expect(() => readConfig({ PORT: port })).toThrow(`PORT is "${port}", but must be a port number`);
  expect(() => readConfig({ REDIS_PORT: port })).toThrow(`REDIS_PORT is "${port}", but must be a port number`);
});

it('takes a newline at its end for no part of the password', () => {
  for (const text of ['secret', 'secret\n', 'secret\r\n']) {
    expect(readConfig({ REDIS_PASSWORD_FILE: fileWith(text) }).redis.password).toBe('secret');
  }
  expect(readConfig({ REDIS_PASSWORD_FILE: fileWith(' a b \n\n') }).redis.password).toBe(' a b \n');
});

it('refuses a password file that is named and cannot be used, and says which', () => {
  const missing = join(folder, 'none');
  expect(() => readConfig({ REDIS_PASSWORD_FILE: missing })).toThrow(`${missing}, does not exist`);
  expect(() => readConfig({ REDIS_PASSWORD_FILE: folder })).toThrow(`${folder}, cannot be read (EISDIR)`);
  const empty = fileWith('\n');
  expect(() => readConfig({ REDIS_PASSWORD_FILE: empty })).toThrow(`${empty}, is empty`);
});

it('refuses a task name and a version that no header can carry', () => {
  expect(() => readConfig({ TASK_NAME: 'a\nb' })).toThrow(ConfigError);
  expect(() => readConfig({ VERSION: 'zwei\u00e4' })).toThrow('VERSION is');
});
