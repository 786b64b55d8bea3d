import { mkdirSync } from 'node:fs';
import type { createProgress } from '../bootstrap/progress.mjs';
import type { Config } from '../server/config.ts';
import type { PreparedImages } from '../server/images/index.ts';
import { createPhases } from './phases.ts';

/** What the DevCoin stack is made of, and the registry it is pushed to. */
const STACK_IMAGES = ['redis:8', 'node:24-slim', 'traefik:v3.7', 'registry:2', 'devcoin/webui:1.0'] as const;

/** Makes the images of nodes and courses where they are missing, with progress. */
export async function prepareCourseImages(
  config: Config,
  progress: ReturnType<typeof createProgress>,
  signal: AbortSignal,
): Promise<PreparedImages | undefined> {
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const phases = createPhases(progress);
  phases.tell('Images');
  try {
    const { loadCourses, openProvider } = await import('../server/wiring.ts');
    const courses = await loadCourses(config.coursesDir);
    const { provider, images } = await openProvider(config, courses, { signal, onProgress: phases.tell });
    await provider.close();
    await phases.end();
    return images;
  } catch (error) {
    await phases.end(error);
    throw error;
  }
}

/** Makes the images of the DevCoin stack where they are missing, with progress. */
export async function prepareStackImages(
  config: Config,
  progress: ReturnType<typeof createProgress>,
  signal: AbortSignal,
): Promise<void> {
  const phases = createPhases(progress);
  phases.tell('Images of the stack');
  try {
    const [{ prepareNamedImages }, { openLog }] = await Promise.all([
      import('../server/images/index.ts'),
      import('../server/wiring.ts'),
    ]);
    const { docker, dataDir } = config;
    const options = { docker, dataDir, images: STACK_IMAGES, signal, log: openLog(config), onProgress: phases.tell };
    await prepareNamedImages(options);
    await phases.end();
  } catch (error) {
    await phases.end(error);
    throw error;
  }
}
