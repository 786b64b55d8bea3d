import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { findChromium, findEngine } from '../../cli/setup/index.ts';
import { parseConfig } from '../../server/config.ts';
import { type PreparedImages, prepareImages } from '../../server/images/index.ts';
import { loadCourses } from '../../server/wiring.ts';

/** The log of tests: warnings of the lab belong to the output of the test that caused them. */
export const testLog = pino({ level: 'warn' });

let docker: Promise<string> | undefined;
let images: Promise<PreparedImages> | undefined;

/** The socket of the Docker engine that tests use: the one `npm start` would find. */
export function testDocker(): Promise<string> {
  docker ??= findEngine(process.env, AbortSignal.timeout(10_000)).then((engine) => engine.socket);
  return docker;
}

/** A new data folder. `npm test` has a folder of its own for temporary files, and removes what clusters are left there. */
export function testDataDir(): string {
  return mkdtempSync(join(tmpdir(), 'devcoin-lab-'));
}

/** The images of nodes and courses; makes what is missing, which takes minutes the first time on a machine. */
export function testImages(signal: AbortSignal = AbortSignal.timeout(900_000)): Promise<PreparedImages> {
  images ??= readImages(signal);
  return images;
}

async function readImages(signal: AbortSignal): Promise<PreparedImages> {
  // Shared by all tests: what is known of the registry is kept there.
  const dataDir = join(tmpdir(), 'devcoin-lab-test-images');
  mkdirSync(dataDir, { recursive: true });
  const courses = await loadCourses(parseConfig({ data: dataDir }, {}).coursesDir);
  return prepareImages({
    docker: await testDocker(),
    images: [...new Set(courses.flatMap((course) => course.images))],
    dataDir,
    onProgress: () => {},
    signal,
    log: testLog,
  });
}

/** The program of a Chromium: the one that CHROME names, else one that is installed. */
export function testChromium(): string {
  const found = findChromium(process.env);
  if (!found)
    throw new Error('No Chromium was found. npm test installs one on Debian; else name its program in CHROME.');
  return found;
}

/** Arguments under which Chromium runs as root, without a screen card, and asks nobody outside for anything. */
export const CHROMIUM_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
] as const;
