import { readdir } from 'node:fs/promises';
import { finish } from './engine.ts';
import type { Workbench } from './workbench.ts';

/** An image to be built from a folder. */
export interface FolderBuild {
  readonly folder: string;
  readonly dockerfile?: string;
  readonly tag: string;
  /** Values of the ARGs of the Dockerfile. */
  readonly arguments: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  /** Its commands get no network. */
  readonly offline?: boolean;
}

/**
 * Builds an image by the engine's own builder and gives it its name. Fails with the builder's words. A .dockerignore counts, for
 * the Dockerfile too: other than the docker command, nothing here keeps that one in.
 */
export async function buildFolder(bench: Workbench, build: FolderBuild): Promise<void> {
  const { docker, signal } = bench;
  const context = { context: build.folder, src: await readdir(build.folder) };
  const stream = await docker.buildImage(context, {
    t: build.tag,
    dockerfile: build.dockerfile ?? 'Dockerfile',
    buildargs: { ...build.arguments },
    labels: { ...build.labels },
    ...(build.offline ? { networkmode: 'none', nocache: true } : {}),
    forcerm: true,
    abortSignal: signal,
  });
  await finish(stream, signal);
}
