import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkSchema, faultAction, LIVE_PICTURES, VARIABLES } from '../../contract/index.ts';
import { authorSchemas } from './author-schemas.ts';
import { CONTAINERS } from './containers.ts';
import { FENCE_KINDS, FENCE_WORDS, LANGUAGES } from './fences.ts';
import { builtInCourses } from './load-course.ts';
import { RULES } from './rules.ts';

const page = readFileSync(resolve(import.meta.dirname, '../../../docs/authors.md'), 'utf8');
const section = (title: string): string => page.split(/^##+ /m).find((part) => part.startsWith(`${title}\n`)) ?? '';
/** The first cells of the tables of a section. */
const rows = (title: string): string[] =>
  [...section(title).matchAll(/^\| `(?:\{\{)?([\w=.*-]+)/gm)].map((found) => found[1] ?? '');

describe('the manual of authors', () => {
  it('lists every kind of check with its keys', () => {
    const kinds = checkSchema.options.map((option) => option.shape.kind.value);
    expect(rows('Checks')).toEqual(kinds);
    for (const option of checkSchema.options) {
      const row = section('Checks')
        .split('\n')
        .find((line) => line.startsWith(`| \`${option.shape.kind.value}\``));
      const keys = Object.keys(option.shape).filter((key) => !['title', 'hint'].includes(key));
      for (const key of keys) expect(row, `${option.shape.kind.value} ${key}`).toContain(key);
    }
  });

  it('gives an example for every kind of check that fits', async () => {
    const { parse } = await import('yaml');
    const examples = [...section('Checks').matchAll(/`(\{ kind: .*\})` \|/g)].map(
      (found) => checkSchema.parse(parse(found[1] ?? '')).kind,
    );
    expect(examples).toEqual(rows('Checks'));
  });

  it('lists every fence, its words, the faults and the containers', () => {
    const fences = section('Fences');
    for (const word of [...LANGUAGES, ...Object.keys(FENCE_KINDS)]) expect(fences).toContain(`\`\`\`${word}`);
    for (const action of faultAction.options) expect(fences).toContain(`\`${action}\``);
    expect(rows('Fences')).toEqual(Object.keys(FENCE_WORDS));
    expect(rows('Containers')).toEqual(Object.keys(CONTAINERS));
  });

  it('lists every live picture with what it shows', () => {
    const listed = [...section('Pictures').matchAll(/^\| `live:([\w-]+)` \| (.*) \|$/gm)].map(([, name, says]) => [
      name,
      says,
    ]);
    expect(listed).toEqual(Object.entries(LIVE_PICTURES));
  });

  it('lists every variable', () => {
    expect(rows('Variables')).toEqual([...Object.keys(VARIABLES), 'address.node1', 'key.node1']);
  });

  it('lists every rule of lint in its own words', () => {
    const listed = [...section('Lint').matchAll(/^\| `([\w-]+)` \| (.*) \|$/gm)].map((found) => [found[1], found[2]]);
    expect(listed).toEqual(Object.entries(RULES).map(([code, { says }]) => [code, says]));
  });

  it.each(['course', 'step'] as const)(
    'goes with the JSON Schema of today: %s (devcoin-lab lint --schema writes it)',
    (name) => {
      const written = JSON.parse(readFileSync(join(builtInCourses(), `${name}.schema.json`), 'utf8'));
      expect(written).toEqual(JSON.parse(JSON.stringify(authorSchemas()[name])));
    },
  );
});
