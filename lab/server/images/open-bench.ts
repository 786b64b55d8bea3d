import type { Logger as Log } from 'pino';
import { loadCatalogue, probedImage } from './catalogue.ts';
import { connectEngine } from './engine.ts';
import { openReach, type Reach } from './reach.ts';
import type { Workbench } from './workbench.ts';

export interface BenchOptions {
  /** The path of the engine's socket. */
  readonly docker: string;
  readonly dataDir: string;
  onProgress(step: string): void;
  readonly signal: AbortSignal;
  readonly log: Log;
}

/** Engine, catalogue and the knowledge of the registry for one preparation of images. */
export async function openBench(options: BenchOptions): Promise<{ bench: Workbench; reach: Reach }> {
  const { signal, log, dataDir } = options;
  const tell = (sentence: string): void => options.onProgress(sentence);
  const docker = connectEngine(options.docker);
  const catalogue = await loadCatalogue();
  const onAsk = (): void => tell('Looking for the image registry');
  const image = probedImage(catalogue);
  const reach = openReach({ docker, image, dataDir, signal, clock: Date.now, onAsk });
  return { bench: { docker, catalogue, signal, log, tell, online: () => reach.now() }, reach };
}
