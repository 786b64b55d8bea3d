import { request } from 'node:http';

/** What answers at a socket, or why nothing does. */
export type EngineProbe =
  | { readonly state: 'ready'; readonly socket: string; readonly version: string }
  | { readonly state: 'absent'; readonly socket: string }
  | { readonly state: 'silent'; readonly socket: string }
  | { readonly state: 'forbidden'; readonly socket: string }
  | { readonly state: 'unfit'; readonly socket: string; readonly because: string };

/** Docker 20.10, the oldest engine the lab was run on. */
const OLDEST_API = [1, 41] as const;
const ANSWER_MS = 5000;

/** Asks the engine at a socket for its version. */
export async function probeEngine(socket: string, signal: AbortSignal): Promise<EngineProbe> {
  try {
    return judgeVersion(socket, JSON.parse(await get(socket, '/version', signal)));
  } catch (error) {
    signal.throwIfAborted();
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { state: 'absent', socket };
    if (code === 'EACCES' || code === 'EPERM') return { state: 'forbidden', socket };
    return { state: 'silent', socket };
  }
}

interface VersionAnswer {
  readonly Version?: string;
  readonly ApiVersion?: string;
  readonly Os?: string;
  readonly Components?: readonly { readonly Name: string }[];
}

/** Whether the lab can work with an engine that says this of itself. */
export function judgeVersion(socket: string, answer: VersionAnswer): EngineProbe {
  const { Version: version = 'unknown', ApiVersion: api = '', Os: os = '', Components: parts = [] } = answer;
  const unfit = (because: string): EngineProbe => ({ state: 'unfit', socket, because });
  if (parts.some(({ Name }) => /podman/i.test(Name))) {
    return unfit('it is Podman, which has no swarm. Install Docker Engine, or name its socket in DOCKER_HOST.');
  }
  if (os !== 'linux') {
    return unfit(`it runs ${os || 'unknown'} containers. Switch Docker Desktop to Linux containers.`);
  }
  const [major = 0, minor = 0] = api.split('.').map(Number);
  if (major < OLDEST_API[0] || (major === OLDEST_API[0] && minor < OLDEST_API[1])) {
    return unfit(`it is version ${version}, which is too old. The lab needs Docker Engine 20.10 or later.`);
  }
  return { state: 'ready', socket, version };
}

/** What an engine answered. */
export interface EngineAnswer {
  readonly status: number;
  readonly text: string;
}

/** Asks an engine; any status is an answer. */
export function ask(
  method: 'GET' | 'DELETE',
  socket: string,
  path: string,
  signal: AbortSignal,
): Promise<EngineAnswer> {
  return new Promise((done, fail) => {
    const asked = request({ socketPath: socket, method, path, signal }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => {
        text += part;
      });
      answer.on('end', () => done({ status: answer.statusCode ?? 0, text }));
      answer.on('error', fail);
    });
    asked.on('error', fail);
    asked.end();
  });
}

/** The text of an answer of the engine within a few seconds; anything but 200 is an error. */
export async function get(socket: string, path: string, signal: AbortSignal): Promise<string> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]);
  const { status, text } = await ask('GET', socket, path, limit);
  if (status === 200) return text;
  throw new Error(`${path} answered ${status}: ${text.slice(0, 200)}`);
}
