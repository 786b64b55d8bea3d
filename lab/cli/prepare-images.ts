import { mkdirSync } from 'node:fs';
import type { createProgress } from '../bootstrap/progress.mjs';
import type { Config } from '../server/config.ts';
import type { PreparedImages, PresentImage } from '../server/images/index.ts';
import { withPhases } from './phases.ts';

type Progress = ReturnType<typeof createProgress>;

/** What the DevCoin stack is made of, and the registry it is pushed to. */
export const STACK_IMAGES = ['redis:8', 'node:24-slim', 'traefik:v3.7', 'registry:2', 'devcoin/webui:1.0'] as const;

/** The images of all courses, by name. */
export async function courseImages({ coursesDir }: Pick<Config, 'coursesDir'>): Promise<readonly string[]> {
  const { loadCourses } = await import('../server/wiring.ts');
  return [...new Set((await loadCourses(coursesDir)).flatMap((course) => course.images))];
}

/** Makes the images of nodes and courses where they are missing, with progress. */
export function prepareCourseImages(
  config: Config,
  progress: Progress,
  signal: AbortSignal,
): Promise<PreparedImages | undefined> {
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  return withPhases(progress, async (tell) => {
    tell('Images');
    const { loadCourses, openProvider } = await import('../server/wiring.ts');
    const courses = await loadCourses(config.coursesDir);
    const { provider, images } = await openProvider(config, courses, { signal, onProgress: tell });
    await provider.close();
    return images;
  });
}

/** Makes images of lab/images.yaml where they are missing, with progress below a title. */
export function prepareListedImages(
  config: Config,
  images: readonly string[],
  o: { readonly title: string; readonly progress: Progress; readonly signal: AbortSignal },
): Promise<readonly PresentImage[]> {
  const { docker, dataDir } = config;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  return withPhases(o.progress, async (tell) => {
    tell(o.title);
    const { prepareNamedImages } = await import('../server/images/index.ts');
    const { openLog } = await import('../server/wiring.ts');
    return prepareNamedImages({ docker, dataDir, images, signal: o.signal, log: openLog(config), onProgress: tell });
  });
}
