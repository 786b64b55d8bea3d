import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const registrySource = z.strictObject({
  from: z.literal('registry'),
  image: z.string().min(1).optional().describe('Pulled instead of the name of the entry'),
});
const packagesSource = z.strictObject({
  from: z.literal('packages'),
  suite: z.string().regex(/^[a-z]+$/, 'the name of a Debian release'),
});
const buildSource = z.strictObject({
  from: z.literal('build'),
  folder: z.string().regex(/^[a-z0-9-]+(\/[a-z0-9-]+)*$/, 'a folder below server/images/'),
});

const catalogueSchema = z.strictObject({
  node: z.strictObject({
    sources: z.array(z.discriminatedUnion('from', [registrySource, packagesSource])).min(1),
  }),
  images: z.array(
    z.strictObject({
      name: z.string().regex(/^[a-z0-9./-]+:[\w.-]+$/, 'a repository and a tag'),
      sources: z.array(z.discriminatedUnion('from', [registrySource, buildSource])).min(1),
    }),
  ),
});

/** What a node starts from when the catalogue names nothing else. */
export const DEBIAN = 'debian:trixie-slim';

/** Where images come from: the parsed lab/images.yaml. */
export type Catalogue = z.infer<typeof catalogueSchema>;
export type ImageSource = Catalogue['images'][number]['sources'][number];

/** The catalogue in a text; throws when it does not fit. */
export function parseCatalogue(text: string): Catalogue {
  return catalogueSchema.parse(parse(text));
}

/** The catalogue that ships with the lab. */
export async function loadCatalogue(): Promise<Catalogue> {
  return parseCatalogue(await readFile(join(import.meta.dirname, '..', '..', 'images.yaml'), 'utf8'));
}

/** The sources of an image, in order; an image that nobody listed can only come from the registry. */
export function sourcesOf(catalogue: Catalogue, image: string): readonly ImageSource[] {
  return catalogue.images.find((entry) => entry.name === image)?.sources ?? [{ from: 'registry' }];
}

/** The image whose name the registry is asked for to see whether it can be reached. */
export function probedImage(catalogue: Catalogue): string {
  const registry = catalogue.node.sources.find((source) => source.from === 'registry');
  return registry?.image ?? DEBIAN;
}
