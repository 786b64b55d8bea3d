import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { COMMANDS_KEPT, type CommandsKept, LabError } from '../contract/index.ts';

/** What the server needs to know, validated once. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** The domain below which every preview has a name of its own; absent: names below localhost. */
  readonly domain?: string;
  /** The second port, for previews without names; absent: none. */
  readonly previewPort?: number;
  /** Whether that port was asked for by its number. */
  readonly needsPreviewPort: boolean;
  readonly dataDir: string;
  /** Seats at once; absent: as many as fit into the memory. */
  readonly seats?: number;
  readonly provider: 'dind' | 'fake';
  /** The Docker engine's socket. */
  readonly docker: string;
  /** What is kept of what learners type, and whether the class board shows the last of it. */
  readonly commands: CommandsKept;
  /** Whether all terminals are recorded; a course may ask for it too. */
  readonly recordsAll: boolean;
  /** The largest recording. */
  readonly recordingBytes: number;
  readonly coursesDir: string;
  readonly uiDir: string;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

const here = import.meta.dirname;

const PORT = 'a port is a whole number from 0 (any free one) to 65535';
const SEATS = 'seats is a whole number from 1 to 500';

const MEGABYTES = 'a recording has from 1 to 1000 MB';

const PREVIEW = `${PORT}, or none`;
const DOMAIN = 'a domain is a name such as lab.example.org, below which all names (*.lab.example.org) lead to the lab';

const flags = z.strictObject({
  port: z.coerce.number('a port is a number').int(PORT).min(0, PORT).max(65535, PORT).default(7070),
  host: z.string().min(1).default('127.0.0.1'),
  domain: z
    .string()
    .toLowerCase()
    .regex(/^[a-z0-9][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)*(:\d{1,5})?$/, DOMAIN)
    .optional(),
  'preview-port': z
    .union([z.literal('none'), z.coerce.number().int(PREVIEW).min(0, PREVIEW).max(65535, PREVIEW)], PREVIEW)
    .optional(),
  data: z.string().min(1).optional(),
  seats: z.coerce.number('seats is a number').int(SEATS).min(1, SEATS).max(500, SEATS).optional(),
  provider: z.enum(['dind', 'fake']).default('dind'),
  commands: z.enum(COMMANDS_KEPT, 'off, keep or board').default('keep'),
  recordings: z.enum(['off', 'on'], 'on or off').default('off'),
  'recording-mb': z.coerce.number(MEGABYTES).min(1, MEGABYTES).max(1000, MEGABYTES).default(20),
  docker: z.string().min(1).optional(),
  courses: z.string().min(1).optional(),
  logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
});
export type Flags = z.input<typeof flags>;

/** The frozen configuration from command-line flags and the environment; throws LabError badConfig naming the option. */
export function parseConfig(given: Flags, env: NodeJS.ProcessEnv = process.env): Config {
  const parsed = flags.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const option = issue?.path[0] === undefined ? 'The options' : `--${String(issue.path[0])}`;
    throw new LabError('badConfig', `${option}: ${issue?.message ?? 'does not fit'}. See npm start -- --help.`);
  }
  const f = parsed.data;
  const dataHome = env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share');
  return Object.freeze({
    port: f.port,
    host: f.host,
    ...(f.domain === undefined ? {} : { domain: f.domain }),
    ...previewPort(f['preview-port'], f.port),
    needsPreviewPort: typeof f['preview-port'] === 'number' && f['preview-port'] > 0,
    dataDir: resolve(f.data ?? join(dataHome, 'devcoin-lab')),
    ...(f.seats === undefined ? {} : { seats: f.seats }),
    provider: f.provider,
    docker: f.docker ?? engineSocket(env),
    commands: f.commands,
    recordsAll: f.recordings === 'on',
    recordingBytes: f['recording-mb'] * 1_000_000,
    coursesDir: resolve(f.courses ?? join(here, '..', 'courses')),
    uiDir: join(here, '..', 'ui', 'dist'),
    logLevel: f.logLevel,
  });
}

/** Beside the main port, unless said otherwise; any free one goes with any free one. */
function previewPort(given: number | 'none' | undefined, port: number): Pick<Config, 'previewPort'> {
  if (given === 'none') return {};
  if (given !== undefined) return { previewPort: given };
  return port === 65_535 ? {} : { previewPort: port === 0 ? 0 : port + 1 };
}

/** The engine's socket as the docker command would choose it; other transports than a unix socket are refused. */
function engineSocket(env: NodeJS.ProcessEnv): string {
  const given = env.DOCKER_HOST;
  if (!given) return '/var/run/docker.sock';
  if (given.startsWith('unix://')) return given.slice('unix://'.length);
  throw new LabError(
    'badConfig',
    `DOCKER_HOST is ${given}, but the lab needs an engine on this machine. Unset it, or set it to unix:///path/to/docker.sock.`,
  );
}
