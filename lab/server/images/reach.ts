import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { z } from 'zod';
import { statusOf } from './engine.ts';

/** Longer than a registry needs to name an image, short enough for a first start without a network. */
const PROBE_MS = 3000;
/** When nothing is missing the answer only tells what nodes may expect, so it may not hold up a start. */
const BRIEF_PROBE_MS = 1000;
const FRESH_MS = 3_600_000;

const recordSchema = z.object({ online: z.boolean(), at: z.number() });
type ReachRecord = z.infer<typeof recordSchema>;

/** Whether the engine reaches its registry. */
export interface Reach {
  /** Asked once, when it first matters. */
  now(): Promise<boolean>;
  /** What was found out within the last hour, by this start or a former one; else asked, briefly. */
  lately(): Promise<{ readonly online: boolean; readonly isNews: boolean }>;
}

export interface ReachOptions {
  readonly docker: Docker;
  /** An image that the registry must have. */
  readonly image: string;
  readonly dataDir: string;
  readonly signal: AbortSignal;
  readonly clock: () => number;
  /** Called when a person may have to wait for the answer. */
  readonly onAsk: () => void;
}

/** Finds out about the registry and remembers it in the data folder. */
export function openReach(o: ReachOptions): Reach {
  let answer: Promise<boolean> | undefined;
  const ask = async (limitMs: number): Promise<boolean> => {
    const online = await reachesRegistry(o.docker, o.image, limitMs, o.signal);
    await mkdir(o.dataDir, { recursive: true });
    await writeFile(fileIn(o.dataDir), `${JSON.stringify({ online, at: o.clock() } satisfies ReachRecord)}\n`);
    return online;
  };
  return {
    now() {
      if (!answer) o.onAsk();
      answer ??= ask(PROBE_MS);
      return answer;
    },
    async lately() {
      const record = await readRecord(o.dataDir);
      if (record && o.clock() - record.at < FRESH_MS) return { online: record.online, isNews: false };
      const online = await ask(BRIEF_PROBE_MS);
      if (online) answer = Promise.resolve(true);
      return { online, isNews: true };
    },
  };
}

/**
 * Asks for the name of an image by way of the engine, so that its mirrors and proxies count; that costs no download. No
 * answer within the limit is a no.
 */
async function reachesRegistry(docker: Docker, image: string, limitMs: number, signal: AbortSignal): Promise<boolean> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
  try {
    await docker.getImage(image).distribution({ abortSignal: limit });
    return true;
  } catch (error) {
    signal.throwIfAborted();
    if (limit.aborted || statusOf(error) !== undefined) return false;
    throw error;
  }
}

const fileIn = (dataDir: string): string => join(dataDir, 'registry.json');

/** A record that does not fit counts as none. */
async function readRecord(dataDir: string): Promise<ReachRecord | undefined> {
  try {
    return recordSchema.safeParse(JSON.parse(await readFile(fileIn(dataDir), 'utf8'))).data;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
