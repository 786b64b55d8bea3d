import { type Call, CliMistake, sentenceOf } from './command.ts';
import { table } from './table.ts';

type Row = Readonly<Record<string, unknown>>;

function lookUp(value: unknown, path: string): unknown {
  const keys = path.split('.').filter(Boolean);
  return keys.reduce<unknown>((at, key) => {
    const inside = at !== null && typeof at === 'object' ? (at as Row)[key] : undefined;
    return inside;
  }, value);
}

/** What a Go template shows of a value. */
function show(value: unknown): string {
  if (value === undefined) return '<no value>';
  if (value === null) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(show).join(' ')}]`;
  if (typeof value === 'object')
    return `map[${Object.entries(value)
      .map(([k, v]) => `${k}:${show(v)}`)
      .join(' ')}]`;
  return String(value);
}

/** Fills a template like `{{.Name}} {{json .Spec}}`; only field paths, `json`, `len`, `upper` and `lower` are known. */
export function fill(template: string, value: unknown): string {
  return template
    .replaceAll('\\t', '\t')
    .replaceAll('\\n', '\n')
    .replace(
      /\{\{-?\s*(?:(json|len|upper|lower|title)\s+)?(\.[\w.]*)\s*-?\}\}/g,
      (_, call: string | undefined, path: string) => {
        const found = lookUp(value, path);
        if (call === 'json') return JSON.stringify(found ?? null);
        if (call === 'len') return String(Array.isArray(found) ? found.length : Object.keys(found ?? {}).length);
        const text = show(found);
        return call === 'upper' ? text.toUpperCase() : call === 'lower' ? text.toLowerCase() : text;
      },
    )
    .replace(/\{\{.*?\}\}/g, (piece) => {
      throw new CliMistake(
        `The practice nodes of the demonstration do not know this piece of a template: ${piece}`,
        64,
      );
    });
}

/** Prints rows as a table, as ids only (`--quiet`) or as `--format` says. */
export async function list(
  call: Call,
  columns: Readonly<Record<string, string>>,
  rows: readonly Row[],
  quietKey = 'ID',
): Promise<number> {
  const format = call.flags.value('format');
  const print = (lines: readonly string[]) => (lines.length > 0 ? call.io.out(`${lines.join('\n')}\n`) : undefined);
  if (call.flags.has('quiet')) await print(rows.map((row) => String(row[quietKey])));
  else if (format === 'json') await print(rows.map((row) => JSON.stringify(row)));
  else if (format && !format.startsWith('table ')) await print(rows.map((row) => fill(format, row)));
  else if (format) {
    const cells = format.slice('table '.length).replaceAll('\\t', '\t').split('\t');
    const header = cells.map((cell) => fill(cell, columns));
    await call.io.out(
      table(
        header,
        rows.map((row) => cells.map((cell) => fill(cell, row))),
      ),
    );
  } else {
    const keys = Object.keys(columns);
    const header = keys.map((key) => columns[key] ?? '');
    await call.io.out(
      table(
        header,
        rows.map((row) => keys.map((key) => String(row[key]))),
      ),
    );
  }
  return 0;
}

/** Most `inspect` commands wrap what was refused like this (docker/cli 26). */
const asStatus = (sentences: string) => `Status: ${sentences}, Code: 1`;

/** Prints what `inspect` found: JSON, or each as `--format` says. */
export async function inspect(call: Call, find: (key: string) => unknown, complain = asStatus): Promise<number> {
  const found: unknown[] = [];
  const complaints: string[] = [];
  for (const key of call.args) {
    try {
      found.push(find(key));
    } catch (error) {
      complaints.push(sentenceOf(error));
    }
  }
  const format = call.flags.value('format');
  if (format && format !== 'json') for (const one of found) await call.io.out(`${fill(format, one)}\n`);
  else await call.io.out(`${JSON.stringify(found, null, 4)}\n`);
  if (complaints.length > 0) call.io.err(`${complain(complaints.join('\n'))}\n`);
  return complaints.length > 0 ? 1 : 0;
}
