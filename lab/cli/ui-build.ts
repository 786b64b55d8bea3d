import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../contract/index.ts';
import { LAB, ROOT } from './paths.ts';

const UI = join(LAB, 'ui');
const STAMP = join(UI, 'dist', '.built-from');

/** Builds the pages unless they are what their sources say; tells whether it did. */
export async function buildUi(): Promise<boolean> {
  const sources = sourcesMark();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === sources) return false;
  const { build } = await import('vite');
  const { NODE_ENV } = process.env;
  try {
    await build({ configFile: join(UI, 'vite.config.ts'), root: UI, logLevel: 'silent' });
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new LabError('internal', `The pages could not be built from lab/ui:\n${words}`, { cause });
  } finally {
    // Vite says "production" to the whole process; tests that are started next would run Vue without its test tools.
    if (NODE_ENV === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = NODE_ENV;
  }
  writeFileSync(STAMP, sources);
  return true;
}

/** Names the state of the sources by their paths, sizes and times: reading them all would take longer than a start may. */
function sourcesMark(): string {
  const hash = createHash('sha256');
  const folders = [UI, join(LAB, 'contract')];
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => !/^dist([\\/]|$)|\.test\.ts$/.test(path))
      .map((path) => join(folder, path)),
  );
  for (const file of [...files.sort(), join(ROOT, 'package-lock.json')]) {
    const { mtimeMs, size } = statSync(file);
    if (statSync(file).isFile()) hash.update(`${file}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex');
}
