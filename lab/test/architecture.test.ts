import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const lab = resolve(import.meta.dirname, '..');
const root = resolve(lab, '..');

/** Parts of the lab that rules speak of: a file belongs to the longest one that its path starts with. */
const PARTS = [
  'contract',
  'server/sandbox',
  'server/images',
  'server/cluster',
  'server/mesh',
  'server/terminal',
  'server/checks',
  'server/course',
  'server/replay',
  'server/store',
  'server/preview',
  'server/workshop',
  'server/http',
  'server',
  'ui',
  'cli',
  'bench',
  'test',
] as const;
type Part = (typeof PARTS)[number];

/** Who may import whom (ARCHITECTURE.md shows the same table; a test below compares the two). */
const MAY_IMPORT: Readonly<Record<Part, readonly Part[]>> = {
  contract: [],
  'server/images': ['contract'],
  'server/sandbox': ['contract', 'server/images'],
  'server/course': ['contract'],
  'server/store': ['contract'],
  'server/cluster': ['contract', 'server/sandbox'],
  'server/terminal': ['contract', 'server/sandbox'],
  'server/preview': ['contract', 'server/sandbox'],
  'server/mesh': ['contract', 'server/sandbox', 'server/cluster'],
  'server/checks': ['contract', 'server/sandbox', 'server/cluster'],
  'server/replay': ['contract', 'server/sandbox', 'server/cluster', 'server/terminal', 'server/checks'],
  'server/workshop': [
    'contract',
    'server/sandbox',
    'server/cluster',
    'server/terminal',
    'server/checks',
    'server/course',
    'server/replay',
    'server/store',
  ],
  'server/http': ['contract', 'server/workshop', 'server/store', 'server/preview'],
  server: [...PARTS].filter((part) => part.startsWith('server') || part === 'contract'),
  ui: ['contract'],
  cli: [...PARTS].filter((part) => part !== 'ui' && part !== 'test'),
  bench: [...PARTS].filter((part) => part !== 'ui' && part !== 'cli'),
  test: [...PARTS],
};

/** Packages that may be imported in some folders only. */
const PACKAGE_HOMES: Readonly<Record<string, readonly string[]>> = {
  dockerode: ['server/sandbox', 'server/images', 'cli/setup', 'cli/demo', 'bench', 'test'],
  express: ['server/http', 'bench'],
  'express-rate-limit': ['server/http'],
  helmet: ['server/http'],
  ws: ['server/http', 'bench', 'test'],
  'node:sqlite': ['server/store'],
  '@lydell/node-pty': ['server/sandbox', 'bench'],
  ssh2: ['server/sandbox'],
  '@codemirror/state': ['ui/editor'],
  '@codemirror/view': ['ui/editor'],
  '@xterm/xterm': ['ui/terminal'],
  'asciinema-player': ['ui/recording'],
  '@xterm/headless': ['server/terminal'],
};

/** Words that attract everything, and Swarm's words where Swarm's things are not meant. */
const BANNED_NAMES = /(^|[/-])(common|utils?|helpers?|misc|support)([./-]|$)/;
const MAX_LINES = 250;
const MAX_VUE_LINES = 200;

interface Source {
  readonly path: string;
  readonly part: Part;
  readonly lines: number;
  readonly text: string;
  readonly imports: readonly string[];
}

const sources = readSources();

describe('the architecture', () => {
  it('finds the sources it judges', () => {
    expect(sources.length).toBeGreaterThan(30);
    for (const part of ['contract', 'server/workshop', 'server/http', 'ui'] as const) {
      expect(
        sources.some((source) => source.part === part),
        part,
      ).toBe(true);
    }
  });

  it('lets a part import only what the table allows', () => {
    const breaches = edges().filter(
      ({ from, to }) => from.part !== to.part && !MAY_IMPORT[from.part].includes(to.part) && !isTest(from.path),
    );
    expect(breaches.map(({ from, to }) => `${from.path} imports ${to.path}`)).toEqual([]);
  });

  it('enters a folder of the server through its index', () => {
    const breaches = edges().filter(
      ({ from, to }) =>
        from.part !== to.part &&
        (to.part === 'contract' || to.part.startsWith('server/')) &&
        !to.path.endsWith('/index.ts') &&
        !isTest(from.path),
    );
    expect(breaches.map(({ from, to }) => `${from.path} imports ${to.path}`)).toEqual([]);
  });

  it('has no cycle between parts', () => {
    const next = new Map<Part, Set<Part>>();
    for (const { from, to } of edges()) {
      if (from.part === to.part || isTest(from.path)) continue;
      next.set(from.part, (next.get(from.part) ?? new Set()).add(to.part));
    }
    expect(cycleIn(next)).toBeUndefined();
  });

  it('keeps packages to their folders', () => {
    const breaches = sources.flatMap((source) =>
      source.imports
        .filter((name) => {
          const homes = PACKAGE_HOMES[packageOf(name)];
          return homes && !isTest(source.path) && !homes.some((home) => source.path.startsWith(`${home}/`));
        })
        .map((name) => `${source.path} imports ${name}`),
    );
    expect(breaches).toEqual([]);
  });

  it('reads the environment in the configuration, the set-up and tests only', () => {
    const allowed = /^(server\/config\.ts|cli\/|bootstrap|bench\/|samples\/|test\/|ui\/vite\.config\.ts)/;
    const breaches = sources.filter((s) => s.text.includes('process.env') && !allowed.test(s.path) && !isTest(s.path));
    expect(breaches.map((s) => s.path)).toEqual([]);
  });

  it('keeps files small and free of names that say nothing', () => {
    const long = sources.filter(
      (s) => !isTest(s.path) && s.lines > (s.path.endsWith('.vue') ? MAX_VUE_LINES : MAX_LINES),
    );
    expect(long.map((s) => `${s.path}: ${s.lines} lines`)).toEqual([]);
    expect(sources.filter((s) => BANNED_NAMES.test(s.path)).map((s) => s.path)).toEqual([]);
  });

  it('is drawn in ARCHITECTURE.md as it is', () => {
    const table = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
    for (const part of PARTS.filter((p) => p.startsWith('server/') || p === 'contract' || p === 'ui')) {
      const name = part.replace('server/', '');
      const allowed = MAY_IMPORT[part].map((p) => `\`${p.replace('server/', '')}\``).join(', ') || 'nothing';
      expect(table, `the row of ${name}`).toContain(`| \`${name}\` | ${allowed} |`);
    }
  });
});

function readSources(): readonly Source[] {
  return readdirSync(lab, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(ts|vue|mjs)$/.test(path) && !/(^|\/)(node_modules|dist)\//.test(path))
    .map((path) => {
      const text = readFileSync(join(lab, path), 'utf8');
      const imports = [...text.matchAll(/(?:from|import\(|import)\s*'([^']+)'/g)].map((m) => m[1] ?? '');
      return { path, part: partOf(path), lines: text.split('\n').length - 1, text, imports };
    });
}

function partOf(path: string): Part {
  const found = PARTS.filter((part) => path.startsWith(`${part}/`)).sort((a, b) => b.length - a.length)[0];
  return found ?? 'cli';
}

function edges(): { from: Source; to: Source }[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  return sources.flatMap((from) =>
    from.imports
      .filter((name) => name.startsWith('.'))
      .map((name) => byPath.get(relative(lab, resolve(lab, dirname(from.path), name))))
      .filter((to) => to !== undefined)
      .map((to) => ({ from, to })),
  );
}

function isTest(path: string): boolean {
  return /\.(test|contract)\.ts$/.test(path) || path.startsWith('test/');
}

function packageOf(name: string): string {
  return name.startsWith('@')
    ? name.split('/').slice(0, 2).join('/')
    : name.startsWith('node:')
      ? name
      : (name.split('/')[0] ?? '');
}

function cycleIn(next: ReadonlyMap<Part, ReadonlySet<Part>>): readonly Part[] | undefined {
  const done = new Set<Part>();
  const visit = (part: Part, path: readonly Part[]): readonly Part[] | undefined => {
    if (path.includes(part)) return [...path.slice(path.indexOf(part)), part];
    if (done.has(part)) return undefined;
    for (const to of next.get(part) ?? []) {
      const cycle = visit(to, [...path, part]);
      if (cycle) return cycle;
    }
    done.add(part);
    return undefined;
  };
  for (const part of next.keys()) {
    const cycle = visit(part, []);
    if (cycle) return cycle;
  }
  return undefined;
}
