import { defineCommand } from 'citty';
import { createProgress, durationTable } from '../bootstrap/progress.mjs';
import { LabError } from '../contract/index.ts';
import { type Config, parseConfig } from '../server/config.ts';
import type { ListedImage } from '../server/images/index.ts';
import { interruptSignal } from './interrupt.ts';
import { dataOptions } from './lab-options.ts';
import { nearest } from './options.ts';
import { prepareListedImages } from './prepare-images.ts';
import { ensureEngine, ensureImageTools, findEngine } from './setup/index.ts';

export const images = defineCommand({
  meta: {
    name: 'images',
    description: 'Lists the images of lab/images.yaml and what they are; with names, makes them',
  },
  args: {
    name: { type: 'positional', required: false, valueHint: 'name …', description: 'Images to get or make' },
    ...dataOptions,
  },
  async run({ args }) {
    const signal = interruptSignal();
    const given = parseConfig({ data: args.data });
    const names = args._;
    const { listImages } = await import('../server/images/index.ts');
    if (names.length > 0) await prepare(given, { names, yes: args.yes ?? false, signal });
    const { socket } = await findEngine(process.env, signal);
    console.log(imageTable(await listImages(socket)));
    process.exit();
  },
});

async function prepare(
  given: Config,
  { names, yes, signal }: { readonly names: readonly string[]; readonly yes: boolean; readonly signal: AbortSignal },
): Promise<void> {
  const { knownImages } = await import('../server/images/index.ts');
  refuseUnknown(names, await knownImages());
  const progress = createProgress({ screen: process.stdout, now: () => performance.now() });
  const options = { env: process.env, dataDir: given.dataDir, yes, progress, signal };
  const engine = await ensureEngine(options);
  await ensureImageTools(engine, names, options);
  await prepareListedImages({ ...given, docker: engine.socket }, names, { title: 'Images', progress, signal });
  console.log(`\n${durationTable(progress.rows)}\n`);
}

/** A name that is mistyped would be asked of the registry, whose answer helps nobody. */
function refuseUnknown(names: readonly string[], known: readonly string[]): void {
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const like = nearest(unknown, known);
  const near = like ? ` ${like} is near.` : '';
  throw new LabError('badConfig', `lab/images.yaml has no image ${unknown}.${near} It has ${known.join(', ')}.`);
}

type Present = NonNullable<ListedImage['present']>;

/** One line for each image: name, size, what it is. */
export function imageTable(listed: readonly ListedImage[]): string {
  const cells = listed.map(({ image, sources, present }) => [
    image,
    present ? `${(present.bytes / 1e6).toFixed(present.bytes < 1e7 ? 1 : 0)} MB` : '',
    present ? madeOf(present, sources) : `not there yet; sources: ${sources.join(', ')}`,
  ]);
  const width = (i: number): number => Math.max(0, ...cells.map((cell) => cell[i]?.length ?? 0));
  return cells
    .map(([name = '', size = '', what = '']) => `  ${name.padEnd(width(0))}  ${size.padStart(width(1))}  ${what}`)
    .join('\n');
}

function madeOf({ standsIn, carries, madeOf: built }: Present, sources: ListedImage['sources']): string {
  const own = built && sources.includes('project') ? 'built from this project' : 'from the registry';
  const what = standsIn ? `stand-in: ${standsIn}` : own;
  return carries ? `${what}; carries ${carries}` : what;
}
