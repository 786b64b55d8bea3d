import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const apps = resolve(import.meta.dirname, '..', '..', 'apps');
const NAMES = ['miner', 'api', 'webui'] as const;
const MAX_LINES = 250;

const sources = NAMES.flatMap((app) =>
  readdirSync(join(apps, app), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(ts|vue)$/.test(path) && !/(^|\/)(node_modules|dist)\//.test(path))
    .map((path) => {
      const text = readFileSync(join(apps, app, path), 'utf8');
      const imports = [...text.matchAll(/(?:from|import\(|import)\s*'([^']+)'/g)].map((m) => m[1] ?? '');
      return { app, path: join(app, path), text, imports };
    }),
);

describe('the sample applications', () => {
  it.each(NAMES)('%s has sources to judge', (app) => {
    expect(sources.filter((source) => source.app === app).length).toBeGreaterThan(3);
  });

  it('import nothing outside themselves', () => {
    const breaches = sources.flatMap((source) =>
      source.imports
        .filter((name) => name.startsWith('.'))
        .filter((name) => relative(apps, resolve(apps, dirname(source.path), name)).split('/')[0] !== source.app)
        .map((name) => `${source.path} imports ${name}`),
    );
    expect(breaches).toEqual([]);
  });

  it('stay readable: no file is long', () => {
    const long = sources.filter((s) => !s.path.endsWith('.test.ts') && s.text.split('\n').length - 1 > MAX_LINES);
    expect(long.map((s) => s.path)).toEqual([]);
  });
});
