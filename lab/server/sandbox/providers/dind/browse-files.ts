import { posix } from 'node:path';
import type { Readable } from 'node:stream';
import { LabError } from '../../../../contract/index.ts';
import { fromHome } from '../../home-path.ts';
import type { Download, Folder, FolderEntry, NodeFiles } from '../../node-files.ts';
import type { ExecOutcome, ExecRequest } from './exec.ts';

/** How files are reached: by programs that run in the node as root, so that links lead nowhere else. */
export interface InNode {
  run(request: ExecRequest, signal: AbortSignal): Promise<ExecOutcome>;
  /** What a program writes, as it comes. */
  stream(argv: readonly string[], signal: AbortSignal): Promise<Readable>;
}

const EXIT = { notThere: 44, otherKind: 45, changed: 46, taken: 47 } as const;
const MAX_LIST_BYTES = 4 * 1024 * 1024;
const ERROR_TEXT_BYTES = 4096;

const THERE = '[ -e "$1" ] || [ -L "$1" ] || exit 44';
const LIST = `[ -e "$1" ] || exit 44; [ -d "$1" ] || exit 45
cd -- "$1" && find . -mindepth 1 -maxdepth 1 -printf '%f\\0%y\\0%Y\\0%s\\0' | head -z -n "$2"`;
const MARKS = `for f; do stat -L -c '%i %s %.9Y %.9Z' -- "$f" 2>/dev/null || echo; done`;
// The new text is first written elsewhere: where the disk is full, the file is left as it is.
const SAVE = `f=$1; [ -d "$f" ] && exit 45
if [ -e "$f" ]; then has=$(sha256sum < "$f" | cut -c 1-64); else has=none; fi
[ -z "$2" ] || [ "$2" = "$has" ] || exit 46
mkdir -p -- "$(dirname -- "$f")" && new=$(mktemp) || exit 1
cat > "$new" && cat "$new" > "$f"; code=$?; rm -f "$new"; exit $code`;
const MAKE_FOLDER = '{ [ -e "$1" ] || [ -L "$1" ]; } && exit 47; exec mkdir -p -- "$1"';
const MOVE = `${THERE}; { [ -e "$2" ] || [ -L "$2" ]; } && exit 47
mkdir -p -- "$(dirname -- "$2")" && exec mv -T -- "$1" "$2"`;
const REMOVE = `${THERE}; exec rm -rf --one-file-system -- "$1"`;
const KIND =
  '[ -e "$1" ] || exit 44; if [ -d "$1" ]; then echo folder; elif [ -f "$1" ]; then echo file; else exit 45; fi';
// A file that changes while it is read makes tar say 1.
const PACK = 'tar -C "$1" --one-file-system --warning=none -cf - -- "$2"; [ $? -le 1 ]';

/** The files of a node that is a container. */
export function browseFiles(node: InNode): NodeFiles {
  /** Runs a script about a path; its exit codes are told as errors, but those that the caller takes himself. */
  async function ask(script: string, args: readonly string[], signal: AbortSignal, o: Ask = {}): Promise<ExecOutcome> {
    const argv = ['sh', '-c', script, 'sh', ...args];
    const request = { argv, limitBytes: o.limitBytes ?? ERROR_TEXT_BYTES, ...(o.input && { input: o.input }) };
    const outcome = await node.run(request, signal);
    if (outcome.exitCode !== 0 && !o.mayExit?.includes(outcome.exitCode)) throw asError(outcome, args);
    return outcome;
  }

  return {
    async list(folder, limit, signal): Promise<Folder | undefined> {
      const args = [fromHome(folder), String((limit + 1) * FIELDS)];
      const mayExit = [EXIT.notThere];
      const { exitCode, stdout } = await ask(LIST, args, signal, { limitBytes: MAX_LIST_BYTES, mayExit });
      if (exitCode === EXIT.notThere) return undefined;
      const entries = entriesOf(stdout.toString());
      return { entries: entries.slice(0, limit), isCut: entries.length > limit };
    },
    async marks(paths, signal) {
      if (paths.length === 0) return [];
      const { stdout } = await ask(MARKS, paths.map(fromHome), signal, { limitBytes: MAX_LIST_BYTES });
      const lines = stdout.toString().split('\n');
      return paths.map((_, at) => lines[at] || undefined);
    },
    async save(path, bytes, version, signal) {
      const args = [fromHome(path), version ?? ''];
      const { exitCode } = await ask(SAVE, args, signal, { input: bytes, mayExit: [EXIT.changed] });
      return exitCode === 0;
    },
    async makeFolder(path, signal) {
      await ask(MAKE_FOLDER, [fromHome(path)], signal);
    },
    async move(from, to, signal) {
      await ask(MOVE, [fromHome(from), fromHome(to)], signal);
    },
    async remove(path, signal) {
      await ask(REMOVE, [fromHome(path)], signal);
    },
    async download(path, signal): Promise<Download | undefined> {
      const place = fromHome(path);
      const { exitCode, stdout } = await ask(KIND, [place], signal, { mayExit: [EXIT.notThere] });
      if (exitCode === EXIT.notThere) return undefined;
      if (stdout.toString().trim() === 'file')
        return { type: 'file', bytes: await node.stream(['cat', '--', place], signal) };
      const { dir, base } = posix.parse(posix.resolve(place));
      return { type: 'folder', bytes: await node.stream(['sh', '-c', PACK, 'sh', dir, base || '.'], signal) };
    },
  };
}

interface Ask {
  readonly input?: Uint8Array;
  readonly limitBytes?: number;
  readonly mayExit?: readonly number[];
}

const FIELDS = 4;
const TYPES: Readonly<Record<string, FolderEntry['type']>> = { f: 'file', d: 'folder' };

/** Entries from fields that end in a zero byte: name, own type, type of what a link leads to, size. */
function entriesOf(text: string): FolderEntry[] {
  const fields = text.split('\0').slice(0, -1);
  return Array.from({ length: Math.floor(fields.length / FIELDS) }, (_, at): FolderEntry => {
    const [name = '', own, target = '', size] = fields.slice(at * FIELDS, (at + 1) * FIELDS);
    const type = TYPES[target] ?? 'other';
    const isLink = own === 'l';
    return { name, type, isLink, ...(type === 'file' && !isLink ? { size: Number(size) } : {}) };
  });
}

function asError({ exitCode, stderr }: ExecOutcome, [path = '', to = '']: readonly string[]): LabError {
  if (exitCode === EXIT.notThere) return new LabError('notFound', `There is no ${path} any more.`);
  if (exitCode === EXIT.otherKind)
    return new LabError('badRequest', `${path} is not what was asked for: a folder, a device or a socket.`);
  if (exitCode === EXIT.taken)
    return new LabError('pathTaken', `There is a ${to || path} already. Choose another name.`);
  const why = stderr.toString().trim().split('\n').at(-1) ?? '';
  const code = /no space left/i.test(why) ? 'noDisk' : 'badRequest';
  return new LabError(code, `${path} could not be used: ${why || `exit code ${exitCode}`}`);
}
