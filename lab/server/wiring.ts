import { createHmac, randomInt } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { availableParallelism, freemem } from 'node:os';
import { join } from 'node:path';
import { type Logger as Log, pino } from 'pino';
import { type Course, LabError } from '../contract/index.ts';
import manifest from '../package.json' with { type: 'json' };
import { withCloud } from './cloud/index.ts';
import type { Config } from './config.ts';
import { loadCourse, watchCourse, withoutRealModules } from './course/index.ts';
import { lockDataDir } from './data-lock.ts';
import { serve } from './http/index.ts';
import { type PreparedImages, prepareImages } from './images/index.ts';
import { withMesh } from './mesh/index.ts';
import { createPreviews } from './preview/index.ts';
import type { Provider } from './sandbox/index.ts';
import { createDindProvider } from './sandbox/providers/dind/index.ts';
import { createFakeProvider } from './sandbox/providers/fake/index.ts';
import { openStore } from './store/index.ts';
import { realClock, SeatRecordings } from './terminal/index.ts';
import { createWorkshop } from './workshop/index.ts';

/** A five-node cluster with a learner's own work in it, in bytes (measured: 0.25 GiB idle, 0.5 GiB to plan with). */
const SANDBOX_BYTES = 0.5 * 1024 ** 3;
/** Simulated clusters cost next to nothing. */
const FAKE_SEATS = 50;

export interface LabOptions {
  readonly signal: AbortSignal;
  /** Called with a sentence whenever the next thing is done. */
  readonly onProgress?: (step: string) => void;
  readonly log?: Log;
}

/** A running lab. */
export interface Lab {
  readonly url: string;
  /** Opens the class board; holds the key. */
  readonly instructorUrl: string;
  readonly seats: number;
  /** The second port, for previews without names. */
  readonly previewPort?: number;
  /** What whoever started the lab should know. */
  readonly notice?: string;
  readonly images?: PreparedImages;
  /** Stops serving; clusters live on. */
  close(): Promise<void>;
}

/** Starts the lab: the one place that chooses implementations. */
export async function startLab(config: Config, options: LabOptions): Promise<Lab> {
  const { signal, onProgress } = options;
  const opened: (() => void | Promise<void>)[] = [];
  const closeAll = async (): Promise<void> => {
    for (const close of opened.splice(0).reverse()) await close();
  };
  try {
    opened.push(lockDataDir(config.dataDir));
    const log = options.log ?? openLog(config);
    const store = openStore(join(config.dataDir, 'lab.db'));
    opened.push(() => store.close());
    const fitting = (course: Course): Course => (config.provider === 'fake' ? withoutRealModules(course) : course);
    const courses = (await loadCourses(config.coursesDir)).map(fitting);
    const { provider, images } = await openProvider(config, courses, { ...options, log });
    opened.push(() => provider.close());

    const workshop = createWorkshop({
      provider,
      store,
      courses,
      seats: config.seats ?? defaultSeats(config),
      standIns: images?.standIns.map((s) => s.image) ?? [],
      version: manifest.version,
      now: Date.now,
      random: randomText,
      log,
      onSeatEnded: (seat) => previews.endSeat(seat),
      commands: config.commands,
      recordings: (seat, { isRecorded }, onState) =>
        new SeatRecordings({
          folder: join(config.dataDir, 'recordings', seat),
          all: config.recordsAll || isRecorded === true,
          maxBytes: config.recordingBytes,
          clock: realClock(Date.now),
          log: log.child({ seat }),
          onState,
        }),
    });
    opened.push(() => workshop.close());
    const previewSecret = store.setting('previewSecret', () => randomText(40));
    const previews = createPreviews({
      clusterOf: (seat) => workshop.clusterOf(seat),
      keyOf: (text) => lettersOf(createHmac('sha256', previewSecret).update(text).digest()),
      lab: randomText(12),
      log,
    });
    onProgress?.('Looking for clusters of an earlier run');
    await workshop.adopt(signal);

    const edits = new AbortController();
    opened.push(() => edits.abort());
    for (const id of courses.map((course) => course.outline.id)) {
      const changed = ({ course, issues }: Awaited<ReturnType<typeof loadCourse>>): void => {
        const first = issues.find((issue) => issue.level === 'error');
        workshop.courseChanged(
          id,
          course && fitting(course),
          first && `${first.file}:${first.line ?? 1}: ${first.message}`,
        );
      };
      watchCourse(join(config.coursesDir, id), changed, edits.signal);
    }

    onProgress?.('Opening the port');
    const instructorKey = store.setting('instructorKey', () => randomText(24));
    const http = await serve({
      workshop,
      instructorKey,
      uiDir: config.uiDir,
      host: config.host,
      port: config.port,
      previews,
      ...(config.domain === undefined ? {} : { domain: config.domain }),
      ...(config.previewPort === undefined ? {} : { previewPort: config.previewPort }),
      needsPreviewPort: config.needsPreviewPort,
      log,
    });
    opened.push(() => http.close());
    const url = `http://${shownHost(config.host)}:${http.port}`;
    log.info({ url, version: manifest.version, provider: provider.kind }, 'the lab is open');
    const { total } = workshop.courses().seats;
    return {
      url,
      instructorUrl: `${url}/board#key=${instructorKey}`,
      seats: total,
      ...(http.previewPort === undefined ? {} : { previewPort: http.previewPort }),
      ...previewNotice(config, http.previewPort),
      ...(images ? { images } : {}),
      close: closeAll,
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** A provider alone, for rehearsals, benches and tests; close leaves its sandboxes alone. */
export async function openProvider(
  config: Config,
  courses: readonly Course[],
  { signal, onProgress, log = openLog(config) }: LabOptions,
): Promise<{ provider: Provider; images?: PreparedImages }> {
  if (config.provider === 'fake') return { provider: createFakeProvider({ log, now: Date.now }) };
  const { docker, dataDir } = config;
  const wanted = [...new Set(courses.flatMap((course) => course.images))];
  const images = await prepareImages({
    docker,
    images: wanted,
    dataDir,
    signal,
    log,
    onProgress: (step) => onProgress?.(step),
  });
  const provider = await createDindProvider({ docker, dataDir, images, log });
  const meshed = withMesh(provider, { log, now: Date.now });
  return { provider: withCloud(meshed, { log, random: randomText }), images };
}

/** All courses below a folder; throws LabError badCourse with the first error of a course that does not fit. */
export async function loadCourses(coursesDir: string): Promise<readonly Course[]> {
  const folders = readdirSync(coursesDir, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const loaded = await Promise.all(folders.map((entry) => loadCourse(join(coursesDir, entry.name))));
  const courses = loaded.map(({ course, issues }, i) => {
    if (course) return course;
    const first = issues.find((issue) => issue.level === 'error');
    const where = first ? `${first.file}:${first.line ?? 1}: ${first.message}` : (folders[i]?.name ?? '');
    throw new LabError('badCourse', `${where} (devcoin-lab lint shows all)`);
  });
  if (courses.length === 0)
    throw new LabError('badCourse', `${coursesDir} has no course. A course is a folder with a course.yaml.`);
  return courses;
}

/** The log of the server: JSON lines in the data folder, without what opens a seat or a swarm. */
export function openLog(config: Config): Log {
  const destination = pino.destination({ dest: join(config.dataDir, 'lab.log'), mkdir: true, sync: false });
  return pino({ level: config.logLevel, redact: ['token', '*.token', 'cookie', '*.cookie', 'key'] }, destination);
}

function defaultSeats(config: Config): number {
  if (config.provider === 'fake') return FAKE_SEATS;
  // A core carries about ten learners who read and type; memory is the harder limit.
  return Math.max(1, Math.min(Math.floor(freemem() / SANDBOX_BYTES), availableParallelism() * 10));
}

function shownHost(host: string): string {
  if (host === '0.0.0.0' || host === '::' || host === '127.0.0.1') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

/** Said when the second port was wanted and could not be had. */
function previewNotice({ previewPort }: Config, opened: number | undefined): { readonly notice?: string } {
  if (previewPort === undefined || opened !== undefined) return {};
  return {
    notice: `Port ${previewPort}, which shows previews to browsers that find no names below localhost, is taken. Choose another with --preview-port, or give --domain.`,
  };
}

/** 26 lower-case letters and digits of a digest: more than 130 bits. */
function lettersOf(digest: Buffer): string {
  return BigInt(`0x${digest.toString('hex')}`)
    .toString(36)
    .padStart(26, '0')
    .slice(-26);
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Unguessable text of lower-case letters and digits, about 5 bits a sign. */
function randomText(length: number): string {
  return Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}
