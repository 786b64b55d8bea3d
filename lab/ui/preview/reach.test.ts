import { describe, expect, it, vi } from 'vitest';
import { addressOf, findWay } from './reach.ts';

const page = { protocol: 'http:', hostname: '192.168.1.20' };
const preview = { key: 'k'.repeat(26), label: 'devcoin', host: 'devcoin.dev-lab.io' };
/** A browser that finds some hosts, and what answers there. */
const browser = (answers: Readonly<Record<string, unknown>>) =>
  vi.fn(async (url: string | URL | Request) => {
    const { host } = new URL(String(url));
    if (!(host in answers)) throw new TypeError('Failed to fetch');
    return Response.json(answers[host]);
  });

describe('the way to previews', () => {
  const ways = { lab: 'here', names: ['localhost:5173', 'localhost:7070'], port: 7071 };

  it('is the first name that leads to this very lab', async () => {
    const ask = browser({ 'preview-probe.localhost:5173': {}, 'preview-probe.localhost:7070': { lab: 'here' } });
    expect(await findWay(ways, page, ask)).toEqual({ kind: 'name', name: 'localhost:7070' });
  });

  it('is the second port where no name does, or another lab answers', async () => {
    expect(await findWay(ways, page, browser({}))).toEqual({ kind: 'port', port: 7071 });
    const ask = browser({ 'preview-probe.localhost:7070': { lab: 'another' } });
    expect(await findWay(ways, page, ask)).toEqual({ kind: 'port', port: 7071 });
  });

  it('is none where that is closed too', async () => {
    expect(await findWay({ lab: 'here', names: [] }, page, browser({}))).toEqual({ kind: 'none' });
  });
});

it('makes the address of a preview by its way', () => {
  expect(addressOf({ kind: 'name', name: 'localhost:7070' }, preview, '/a?b=1', page)).toBe(
    `http://devcoin--${preview.key}.localhost:7070/a?b=1`,
  );
  expect(addressOf({ kind: 'port', port: 7071 }, preview, '/a', page)).toBe(
    `http://192.168.1.20:7071/~${preview.key}/a`,
  );
  expect(addressOf({ kind: 'none' }, preview, '/', page)).toBeUndefined();
});
