import { release } from 'node:os';
import type { Logger as Log } from 'pino';
import { LabError } from '../../../contract/index.ts';
import { connectEngine, engineError, listImages, type PreparedImages } from '../../images/index.ts';
import type { Provider } from '../provider.ts';
import { createDindProvider } from '../providers/dind/index.ts';
import { probeCluster } from './cluster-probe.ts';
import { engineFindings, type HostEngineInfo } from './engine-findings.ts';
import { bad, type Finding } from './finding.ts';
import { imageFindings } from './image-findings.ts';
import { kernelFindings } from './kernel-findings.ts';
import { readKernelParts } from './kernel-parts.ts';
import { readRoom } from './room.ts';
import { roomFindings } from './room-findings.ts';

export interface SelfTestOptions {
  /** The path of the engine's socket. */
  readonly docker: string;
  readonly dataDir: string;
  /** What prepareImages gave; undefined when it was not called. */
  readonly images: PreparedImages | undefined;
  readonly seats?: number;
  /** Also opens a cluster of two real nodes for about ten seconds. */
  readonly deep?: boolean;
  /** What else the lab gives its clusters, such as its mesh. */
  readonly equip?: (provider: Provider) => Provider;
  readonly signal: AbortSignal;
  readonly log: Log;
}

/** Looks at all that labs need on this machine, one finding after the other. */
export async function* selfTest(o: SelfTestOptions): AsyncGenerator<Finding> {
  const info = await engineInfo(o);
  if ('sentence' in info) {
    yield info;
    yield* roomFindings(await readRoom(o.dataDir, undefined), o.seats);
    return;
  }
  const kernel = release();
  const isHere = info.KernelVersion === kernel;
  yield* engineFindings(info, kernel);
  if (isHere) yield* kernelFindings(await readKernelParts(kernel));
  yield* roomFindings(await readRoom(o.dataDir, isHere ? info.DockerRootDir : undefined), o.seats);
  yield* imageFindings(o.images, await listImages(o.docker));
  if (o.deep && o.images) yield* deepFindings(o, o.images);
}

async function engineInfo({ docker, signal }: SelfTestOptions): Promise<HostEngineInfo | Finding> {
  try {
    return await hostEngineInfo(docker, signal);
  } catch (error) {
    signal.throwIfAborted();
    const known = engineError(error, docker, 'say how it is');
    if (known instanceof LabError) return bad('engine', known.message);
    throw error;
  }
}

/** The client's types know neither the answer nor the signal of this call. */
function hostEngineInfo(docker: string, signal: AbortSignal): Promise<HostEngineInfo> {
  const engine: unknown = connectEngine(docker);
  return (engine as { info(o: { abortSignal: AbortSignal }): Promise<HostEngineInfo> }).info({ abortSignal: signal });
}

async function* deepFindings(o: SelfTestOptions, images: PreparedImages): AsyncGenerator<Finding> {
  const bare = await createDindProvider({ docker: o.docker, dataDir: o.dataDir, images, log: o.log });
  const provider = o.equip?.(bare) ?? bare;
  try {
    yield* probeCluster(provider, o.signal);
  } finally {
    await provider.close();
  }
}
