import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { LabError } from '../../contract/index.ts';

const folder = z.string().regex(/^[a-z0-9-]+(\/[a-z0-9-]+)*$/, 'not a folder below server/images/');
const sum = z.string().regex(/^[0-9a-f]{64}$/, 'not a SHA-256 sum');

const needsSchema = z.strictObject({
  node: z.literal(true).optional(),
  npmPackage: z
    .string()
    .regex(/^[a-z0-9-]+@\d+\.\d+\.\d+$/, 'not a package and its version, as in npm@11.21.2')
    .optional(),
  npmCache: z
    .array(z.string().regex(/^apps\/[a-z0-9-]+$/, 'not a folder of the tree, as in apps/api'))
    .min(1)
    .optional(),
  wheel: z
    .strictObject({
      name: z.string().min(1),
      version: z.string().min(1),
      sha256: z.strictObject({ amd64: sum, arm64: sum }),
    })
    .optional(),
});

const registrySource = z.strictObject({
  from: z.literal('registry'),
  image: z.string().min(1).optional().describe('Pulled instead of the name of the entry'),
});
const packagesSource = z.strictObject({
  from: z.literal('packages'),
  suite: z.string().regex(/^[a-z]+$/, 'not the name of a Debian release'),
});
const buildSource = z.strictObject({ from: z.literal('build'), folder, needs: needsSchema.default({}) });
const projectSource = z.strictObject({
  from: z.literal('project'),
  folder: z.string().regex(/^apps\/[a-z0-9-]+$/, 'not a folder of the tree, as in apps/api'),
  base: z.string().min(1),
});

const catalogueSchema = z.strictObject({
  node: z.strictObject({
    sources: z.array(z.discriminatedUnion('from', [registrySource, packagesSource])).min(1, 'has no source'),
  }),
  images: z.array(
    z.strictObject({
      name: z.string().regex(/^[a-z0-9./-]+:[\w.-]+$/, 'not a repository and a tag'),
      sources: z
        .array(z.discriminatedUnion('from', [registrySource, buildSource, projectSource]))
        .min(1, 'has no source'),
      onTop: z.strictObject({ folder, needs: needsSchema.default({}) }).optional(),
    }),
  ),
});

/** What a node starts from when the catalogue names nothing else. */
export const DEBIAN = 'debian:trixie-slim';

/** Where images come from: the parsed lab/images.yaml. */
export type Catalogue = z.infer<typeof catalogueSchema>;
/** One image of it. */
export type CatalogueEntry = Catalogue['images'][number];
export type ImageSource = CatalogueEntry['sources'][number];
/** What this machine puts beside a Dockerfile. */
export type Needs = z.infer<typeof needsSchema>;
/** A folder with a Dockerfile, and what it needs. */
export interface Recipe {
  readonly folder: string;
  readonly needs: Needs;
}

/** The catalogue in a text; what does not fit is named by line and key. */
export function parseCatalogue(text: string): Catalogue {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const refuse = (offset: number, words: string): never => {
    throw new LabError('badConfig', `lab/images.yaml:${lines.linePos(offset).line}: ${words}`);
  };
  const broken = document.errors[0];
  if (broken) return refuse(broken.pos[0], broken.message);
  const parsed = catalogueSchema.safeParse(document.toJS());
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = (issue?.path ?? []).filter((part) => typeof part !== 'symbol');
  return refuse(offsetOf(document, path), `${keyOf(path)}${issue?.message ?? 'does not fit'}`);
}

const keyOf = (path: readonly (string | number)[]): string => (path.length > 0 ? `${path.join('.')}: ` : '');

/** Where the key is; where it is missing, what it is missing in. */
function offsetOf(document: ReturnType<typeof parseDocument>, path: readonly (string | number)[]): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] | null } | undefined;
    if (node?.range) return node.range[0];
  }
  return 0;
}

/** The catalogue that ships with the lab. */
export async function loadCatalogue(): Promise<Catalogue> {
  return parseCatalogue(await readFile(join(import.meta.dirname, '..', '..', 'images.yaml'), 'utf8'));
}

/** What the catalogue says of an image; one that nobody listed can only come from the registry. */
export function entryOf(catalogue: Catalogue, image: string): CatalogueEntry {
  return catalogue.images.find((entry) => entry.name === image) ?? { name: image, sources: [{ from: 'registry' }] };
}

/** The image whose name the registry is asked for to see whether it can be reached. */
export function probedImage(catalogue: Catalogue): string {
  const registry = catalogue.node.sources.find((source) => source.from === 'registry');
  return registry?.image ?? DEBIAN;
}
