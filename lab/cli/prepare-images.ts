import { mkdirSync } from 'node:fs';
import type { createProgress } from '../bootstrap/progress.mjs';
import type { Config } from '../server/config.ts';
import type { PreparedImages } from '../server/images/index.ts';
import { createPhases } from './phases.ts';

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
