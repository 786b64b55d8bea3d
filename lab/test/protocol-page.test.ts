import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CLOSE, clientMessage } from '../contract/index.ts';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/protocol.md'), 'utf8');
const messages = readFileSync(join(root, 'lab/contract/messages.ts'), 'utf8');

test('the page about the protocol names every message and every code', () => {
  const client = clientMessage.options.flatMap((option) => [...option.shape.type.values]);
  const server = [...messages.matchAll(/readonly type: '(\w+)'/g)].map(([, type = '']) => type);
  expect(server.length).toBeGreaterThan(15);
  const missing = [...client, ...server].filter((type) => !page.includes(`\`${type}\``));
  expect(missing).toEqual([]);
  expect(Object.values(CLOSE).filter((code) => !page.includes(String(code)))).toEqual([]);
});
