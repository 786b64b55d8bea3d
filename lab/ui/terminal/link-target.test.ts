import { describe, expect, test } from 'vitest';
import { BARE_ADDRESS, linkTarget, linkWords } from './link-target.ts';

const hosts: Readonly<Record<string, string>> = {
  node1: 'node1',
  node2: 'node2',
  '10.77.0.12': 'node2',
};
const place = { node: 'node1', nodeOf: (host: string) => hosts[host] };
const found = (line: string) => line.match(BARE_ADDRESS);

describe('a link', () => {
  test('to a port of a node is seen in the preview, whatever names the node', () => {
    const port = { kind: 'port', node: 'node2', port: 8080, path: '/a?b=1#c' };
    expect(linkTarget('http://node2:8080/a?b=1#c', place)).toEqual(port);
    expect(linkTarget('http://10.77.0.12:8080/a?b=1#c', place)).toEqual(port);
    expect(linkTarget('10.77.0.12:8080/a?b=1#c', place)).toEqual(port);
    expect(linkTarget('http://node2/', place)).toMatchObject({ port: 80, path: '/' });
    expect(linkTarget('https://node2', place)).toMatchObject({ port: 443 });
  });

  test('to the machine itself means the node that printed it', () => {
    for (const text of [
      'http://localhost:3000',
      '127.0.0.1:3000',
      'http://0.0.0.0:3000/',
      'http://[::]:3000',
      '[::1]:3000',
    ])
      expect(linkTarget(text, place)).toEqual({ kind: 'port', node: 'node1', port: 3000, path: '/' });
    expect(linkTarget('http://devcoin.localhost/coins', place)).toEqual({
      kind: 'port',
      node: 'node1',
      port: 80,
      path: '/coins',
      host: 'devcoin.localhost',
    });
  });

  test('to anywhere else opens a tab', () => {
    expect(linkTarget('https://docs.docker.com/engine/', place)).toEqual({
      kind: 'web',
      url: 'https://docs.docker.com/engine/',
      host: 'docs.docker.com',
    });
    expect(linkTarget('http://10.99.0.1:8080', place)).toMatchObject({ kind: 'web' });
  });

  test('on a page without a preview is one for a tab', () => {
    const alone = { node: 'node1', nodeOf: () => undefined };
    expect(linkTarget('http://localhost:3000', alone)).toMatchObject({ kind: 'web' });
    expect(linkTarget('localhost:3000', alone)).toBeUndefined();
  });

  test('is nothing that only looks like one', () => {
    for (const text of ['10.77.0.12:2377', 'registry:5000', 'http://', 'node2:99999', 'javascript:alert(1)'])
      expect(linkTarget(text, place)).toBeUndefined();
  });

  test('says what it opens, without what stands in front of a host to mislead', () => {
    const words = (text: string) => linkWords(linkTarget(text, place) ?? expect.fail());
    expect(words('http://node2:8080/x')).toBe('Opens port 8080 of node2 in the preview.');
    expect(words('http://devcoin.localhost/')).toBe('Opens devcoin.localhost on node1 in the preview.');
    expect(words('https://docs.docker.com@example.org/')).toBe('Opens example.org in a new tab.');
  });
});

describe('an address without a scheme', () => {
  test('is found in what programs print', () => {
    expect(found('Listening on localhost:3000.')).toEqual(['localhost:3000']);
    expect(found('* 0.0.0.0:5000/ui (Press CTRL+C)')).toEqual(['0.0.0.0:5000/ui']);
    expect(found('node1:8080, node2:8081')).toEqual(['node1:8080', 'node2:8081']);
    expect(found('at [::1]:3000')).toEqual(['[::1]:3000']);
  });

  test('is found in what Docker lists', () => {
    const line = '0.0.0.0:8080->80/tcp, [::]:8080->80/tcp, 0.0.0.0:5353->53/udp';
    expect(found(line)).toEqual(['0.0.0.0:8080', '[::]:8080']);
    expect(found('nginx:alpine   *:8080->80/tcp')).toEqual(['*:8080']);
    expect(linkTarget('*:8080', place)).toEqual({ kind: 'port', node: 'node1', port: 8080, path: '/' });
  });

  test('is not a part of a longer word', () => {
    for (const line of ['http://node1:8080/', 'a.yml:12:5', '12:30:45', 'user@node1:8080', 'x:1'])
      expect(found(line)?.filter((text) => linkTarget(text, place)) ?? []).toEqual([]);
  });
});
