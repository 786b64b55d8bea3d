import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { LabError } from '../../../../contract/index.ts';
import { fromHome } from '../../home-path.ts';
import type { NodeFile } from '../../provider.ts';
import type { ExecOutcome, ExecRequest } from './exec.ts';

/** How the files are reached: by programs that run in the node, as whoever is root there, so that links lead nowhere else. */
type Exec = (request: ExecRequest) => Promise<ExecOutcome>;

const NO_FILE = 44;
const NO_PLAIN_FILE = 45;
const ERROR_TEXT_BYTES = 4096;

const READ = `[ -e "$1" ] || exit ${NO_FILE}; [ -f "$1" ] || exit ${NO_PLAIN_FILE}; exec head -c "$2" -- "$1"`;
const UNPACK = 'mkdir -p -- "$1" && exec tar -x --no-same-owner -f - -C "$1"';
const WRITE = 'mkdir -p -- "$(dirname -- "$1")" && exec cat > "$1"';

/** A small file's bytes; undefined when there is none. */
export async function readNodeFile(exec: Exec, path: string, maxBytes: number): Promise<Uint8Array | undefined> {
  const file = fromHome(path);
  const limit = maxBytes + 1;
  const argv = ['sh', '-c', READ, 'sh', file, String(limit)];
  const { exitCode, stdout, stderr } = await exec({ argv, limitBytes: Math.max(limit, ERROR_TEXT_BYTES) });
  if (exitCode === NO_FILE) return undefined;
  if (exitCode === NO_PLAIN_FILE) throw new LabError('badRequest', `${path} is no plain file, so it cannot be read.`);
  if (exitCode !== 0) throw new LabError('badRequest', `${path} could not be read: ${lastLine(stderr)}`);
  if (stdout.length > maxBytes) {
    throw new LabError('tooLarge', `${path} has more than ${maxBytes} bytes, which is more than is read of a file.`);
  }
  return stdout;
}

/** Writes a file, making its folder. */
export async function writeNodeFile(exec: Exec, path: string, bytes: Uint8Array): Promise<void> {
  const argv = ['sh', '-c', WRITE, 'sh', fromHome(path)];
  mustBeWritten(path, await exec({ argv, input: bytes, limitBytes: ERROR_TEXT_BYTES }));
}

/** Writes many files below a folder at once, making the folders. */
export async function writeNodeFiles(exec: Exec, folder: string, files: readonly NodeFile[]): Promise<void> {
  const archive = pack();
  for (const { path, bytes, executable } of files) {
    archive.entry({ name: path, mode: executable ? 0o755 : 0o644, mtime: new Date() }, Buffer.from(bytes));
  }
  archive.finalize();
  const argv = ['sh', '-c', UNPACK, 'sh', fromHome(folder)];
  mustBeWritten(folder, await exec({ argv, input: await buffer(archive), limitBytes: ERROR_TEXT_BYTES }));
}

function mustBeWritten(path: string, { exitCode, stderr }: ExecOutcome): void {
  if (exitCode === 0) return;
  const why = lastLine(stderr);
  const code = /no space left/i.test(why) ? 'noDisk' : 'badRequest';
  throw new LabError(code, `${path} could not be written: ${why}`);
}

function lastLine(text: Buffer): string {
  return text.toString().trim().split('\n').at(-1) ?? '';
}
