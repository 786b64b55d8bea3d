/** What a container's program does: for how long it runs, how it ends, what it prints. */
export interface ProgramLife {
  /** Ends by itself after so many ms; absent: runs until it is stopped. */
  readonly endsAfterMs?: number;
  readonly exitCode: number;
  readonly prints?: string;
}

const FOREVER = new Set(['ping', 'top', 'tail', 'httpd', 'nc', 'nginx', 'redis-server', 'watch', 'yes', 'node', 'php']);
/** Images whose own program is a shell that ends at once when nobody types. */
const SHELL_IMAGES = new Set(['alpine', 'busybox', 'debian', 'ubuntu']);
const IMAGES = new Set([
  ...SHELL_IMAGES,
  ...['nginx', 'redis', 'httpd', 'registry', 'traefik', 'postgres', 'mariadb', 'mysql', 'node', 'whoami'],
]);

/** The last part of an image's repository: `registry:5000/library/alpine:3.22` is `alpine`. */
function imageWord(image: string): string {
  const last = image.split('@')[0]?.split('/').at(-1) ?? image;
  return last.split(':')[0] ?? last;
}

/** Whether the practice nodes have the image. */
export function isKnownImage(image: string): boolean {
  return IMAGES.has(imageWord(image));
}

const UNITS_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `10`, `0.5`, `2m`, `infinity` as sleep reads them; undefined when it is no time. */
export function sleepMs(text: string | undefined): number | undefined {
  if (text === 'infinity') return Number.POSITIVE_INFINITY;
  const match = /^(\d+(?:\.\d+)?|\.\d+)([smhd]?)$/.exec(text ?? '');
  return match ? Number(match[1]) * (UNITS_MS[match[2] || 's'] ?? 1000) : undefined;
}

/** What happens when the image is run with this command; undefined when there is no such program in it. */
export function programLife(image: string, command: readonly string[]): ProgramLife | undefined {
  const [name, ...args] = command;
  if (name === undefined) return SHELL_IMAGES.has(imageWord(image)) ? { endsAfterMs: 0, exitCode: 0 } : { exitCode: 0 };
  const word = name.split('/').at(-1) ?? name;
  if (word === 'sleep') {
    const ms = sleepMs(args[0]);
    if (ms === undefined) return { endsAfterMs: 0, exitCode: 1, prints: `sleep: invalid number '${args[0] ?? ''}'\n` };
    return Number.isFinite(ms) ? { endsAfterMs: ms, exitCode: 0 } : { exitCode: 0 };
  }
  if (word === 'true' || word === 'false') return { endsAfterMs: 0, exitCode: word === 'true' ? 0 : 1 };
  if (word === 'echo') return { endsAfterMs: 0, exitCode: 0, prints: `${args.join(' ')}\n` };
  if (word === 'sh' || word === 'bash') return shellLife(image, args);
  return FOREVER.has(word) ? { exitCode: 0 } : undefined;
}

/** `sh -c '...'`: a loop runs on; else its last command decides. */
function shellLife(image: string, args: readonly string[]): ProgramLife | undefined {
  const script = args[0] === '-c' ? (args[1] ?? '') : '';
  if (/\b(while|until)\b/.test(script)) return { exitCode: 0 };
  const last = script
    .split(/[;&\n]+/)
    .map((part) => part.trim())
    .filter(Boolean)
    .at(-1);
  if (!last) return { endsAfterMs: 0, exitCode: 0 };
  const exit = /^exit(?:\s+(\d+))?$/.exec(last);
  if (exit) return { endsAfterMs: 0, exitCode: Number(exit[1] ?? 0) };
  return programLife(image, last.replace(/^exec\s+/, '').split(/\s+/)) ?? { endsAfterMs: 0, exitCode: 127 };
}
