import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { LabError } from '../../contract/index.ts';
import { isDiskFull } from './engine.ts';

/** What a root file system is made of. */
export interface DebianRoot {
  /** What it becomes, as sentences name it: "the node image". */
  readonly what: string;
  readonly suite: string;
  /** minbase: a whole small Debian; extract: the packages and what they depend on, unpacked only. */
  readonly variant: 'minbase' | 'extract';
  readonly packages: readonly string[];
  /** Archives as one-line entries; none: mmdebstrap's own choice. */
  readonly archives: readonly string[];
  /** Options for apt that hold while it is made and do not stay in it. */
  readonly aptOptions: readonly string[];
}

/** The packages of a list with notes. */
export function packageNames(list: string): string[] {
  return list.split('\n').flatMap((line) => line.replace(/#.*/, '').split(/\s+/).filter(Boolean));
}

/** The arguments that make the root as a tar on standard output, as slim as Debian's own slim image. */
export function debstrapArguments(root: DebianRoot): string[] {
  const leftOut = ['man', 'doc', 'info', 'locale'].map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`);
  const forget = 'rm -f "$1"/etc/apt/apt.conf.d/99mmdebstrap';
  return [
    '--mode=root',
    `--variant=${root.variant}`,
    '--aptopt=APT::Install-Recommends "false"',
    ...root.aptOptions.map((option) => `--aptopt=${option}`),
    ...leftOut,
    `--customize-hook=${forget}`,
    `--include=${root.packages.join(',')}`,
    root.suite,
    '-',
    ...root.archives,
  ];
}

/** A root file system on its way. */
export interface RootStream {
  readonly tar: Readable;
  /** Resolves when it was made whole; rejects with the last words of mmdebstrap otherwise. */
  readonly done: Promise<void>;
  /** Ends it early, `done` then rejects; false when it had ended by itself. */
  stop(): boolean;
}

/** Starts mmdebstrap; `onStage` is told in a few words what goes on. */
export function makeRoot(root: DebianRoot, onStage: (stage: string) => void): RootStream {
  // /tmp may lie in memory; half a gigabyte of packages does not belong there.
  const command = ['TMPDIR=/var/tmp', 'mmdebstrap', ...debstrapArguments(root)];
  // A process group of its own: when it fails, mmdebstrap hangs up on its whole group, and that must not be the lab's.
  const child = spawn('env', command, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  return { tar: child.stdout, done: ending(child, root.what, onStage), stop: () => stopGroup(child) };
}

/** mmdebstrap itself only waits for its children when it is told to end, so all of them are told. It tidies up then. */
function stopGroup(child: ChildProcessByStdio<null, Readable, Readable>): boolean {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return false;
  process.kill(-child.pid, 'SIGTERM');
  child.stdout.destroy();
  return true;
}

const STAGES: readonly (readonly [RegExp, string])[] = [
  [/running apt-get update/, 'reading the list of packages'],
  [/downloading packages/, 'downloading packages'],
  [/extracting archives/, 'unpacking'],
  [/installing (essential|remaining) packages/, 'installing packages'],
  [/creating tarball/, 'handing it to Docker'],
];

async function ending(
  child: ChildProcessByStdio<null, Readable, Readable>,
  what: string,
  onStage: (stage: string) => void,
): Promise<void> {
  const last: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    const stage = STAGES.find(([words]) => words.test(line));
    if (stage) onStage(stage[1]);
    last.push(line);
    if (last.length > 12) last.shift();
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  if (code === 0) return;
  const words = last.filter((line) => !line.startsWith('I: ')).join(' ');
  throw rootError(what, words || `it ended with ${signal ?? `code ${code}`}`);
}

function rootError(what: string, words: string): LabError {
  if (isDiskFull(words)) {
    const mend = 'Free about 2 GB below /var/tmp and where Docker keeps its data, then try again.';
    return new LabError('noDisk', `The disk is full, so ${what} could not be made. ${mend}`);
  }
  return new LabError('noImage', `Debian packages did not give ${what}: ${words}`);
}
