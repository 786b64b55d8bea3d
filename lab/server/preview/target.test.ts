import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { hostOf, labelFor, labelOf, readPreviewHost, type Target } from './target.ts';

const KEY = 'abcdefghijklmnopqrstuvwxyz';
const target = (more: Partial<Target> = {}): Target => ({ seat: 's', node: 'node1', port: 80, ...more });

test('a host name of a preview is label, key and name', () => {
  expect(readPreviewHost(`devcoin-api--${KEY}.localhost:7070`)).toEqual({
    label: 'devcoin-api',
    key: KEY,
    name: 'localhost:7070',
  });
  expect(readPreviewHost(`A--${KEY.toUpperCase()}.Lab.Example.org`)).toEqual({
    label: 'a',
    key: KEY,
    name: 'lab.example.org',
  });
});

test.each([
  undefined,
  '',
  'localhost:7070',
  `--${KEY}.localhost`,
  `x--short.localhost`,
  `x--${KEY}`,
  `${KEY}.localhost`,
])('%s is no preview', (host) => {
  expect(readPreviewHost(host)).toBeUndefined();
});

describe('the Host that goes to the node', () => {
  it('is the name that was asked for', () => {
    const devcoin = target({ host: 'devcoin.dev-lab.io' });
    expect(labelOf(devcoin)).toBe('devcoin');
    expect(hostOf(devcoin, 'devcoin')).toBe('devcoin.dev-lab.io');
    expect(hostOf(target({ host: 'devcoin.dev-lab.io', port: 8080 }), 'devcoin')).toBe('devcoin.dev-lab.io:8080');
    expect(hostOf(target({ host: 'devcoin.dev-lab.io:9000', port: 8080 }), 'devcoin')).toBe('devcoin.dev-lab.io:9000');
  });

  it('is a name beside it under another label', () => {
    expect(hostOf(target({ host: 'devcoin.dev-lab.io' }), 'devcoin-api')).toBe('devcoin-api.dev-lab.io');
  });

  it('is the node itself without a name, and nothing beside it', () => {
    expect(labelOf(target({ port: 8080 }))).toBe('node1-8080');
    expect(hostOf(target({ port: 8080 }), 'node1-8080')).toBe('node1:8080');
    expect(hostOf(target(), 'node1-80')).toBe('node1');
    expect(hostOf(target(), 'node2-80')).toBeUndefined();
    expect(hostOf(target({ host: 'whoami' }), 'other')).toBeUndefined();
  });

  it('comes back from its label, whatever the names are', () => {
    const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,12}[a-z0-9])?$/);
    fc.assert(
      fc.property(label, label, label, fc.constantFrom(80, 8080), (first, beside, parent, port) => {
        const asked = target({ host: `${first}.${parent}.example`, port });
        for (const one of [first, beside]) expect(labelFor(asked, hostOf(asked, one) ?? '')).toBe(one);
        expect(labelFor(asked, `${first}.elsewhere.test`)).toBeUndefined();
      }),
    );
  });

  it('has a label that fits a host name, however long it is', () => {
    const long = target({ host: `${'x'.repeat(63)}.example` });
    expect(`${labelOf(long)}--${KEY}`.length).toBeLessThanOrEqual(63);
    expect(hostOf(long, labelOf(long))).toBe(long.host);
  });
});
