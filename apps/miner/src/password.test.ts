import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readPassword } from './password.ts';

const folder = mkdtempSync(join(tmpdir(), 'miner-password-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(content: string): string {
  const file = join(folder, 'password');
  writeFileSync(file, content);
  return file;
}

describe('the password file', () => {
  it.each([
    ['s3cret', 's3cret'],
    ['s3cret\n', 's3cret'],
    ['s3cret\r\n', 's3cret'],
    [' with spaces \n', ' with spaces '],
    ['ends in a newline\n\n', 'ends in a newline\n'],
  ])('%j holds the password %j', (content, text) => {
    expect(readPassword(fileWith(content)).text).toBe(text);
  });

  it('that is empty is refused', () => {
    expect(() => readPassword(fileWith('\n'))).toThrow(/password is empty; it has to hold/);
  });

  it('that was named by hand has to be there', () => {
    expect(() => readPassword(join(folder, 'nothing'))).toThrow(/nothing cannot be read \(ENOENT/);
  });

  it('of Docker may be missing', () => {
    expect(readPassword('/run/secrets/redis')).toEqual({ file: '/run/secrets/redis', text: undefined });
  });
});
