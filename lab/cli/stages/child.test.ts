import { describe, expect, it } from 'vitest';
import { runChild } from './child.ts';

const never = new AbortController().signal;

function run(script: string, o: { limitMs?: number; signal?: AbortSignal; onLine?: (line: string) => void } = {}) {
  return runChild({ argv: ['sh', '-c', script], cwd: '/', limitMs: 20_000, signal: never, ...o });
}

describe('a child', () => {
  it('gives its words and its exit code', async () => {
    const lines: string[] = [];
    const end = await run('echo one; echo two >&2; exit 3', { onLine: (line) => lines.push(line) });
    expect(end).toMatchObject({ exitCode: 3, timedOut: false });
    expect(lines.toSorted()).toEqual(['one', 'two']);
  });

  it('ends with all it started when its time is over', async () => {
    // Its output stays open as long as anything that it started lives, and the end waits for that.
    const end = await run('sleep 600 & sleep 600', { limitMs: 300 });
    expect(end.timedOut).toBe(true);
  });

  it('ends when it is asked to', async () => {
    const asked = new AbortController();
    const end = await run('echo up; sleep 600', { signal: asked.signal, onLine: () => asked.abort() });
    expect(end).toMatchObject({ timedOut: false });
    expect(end.exitCode).not.toBe(0);
  });

  it('that does not exist is an error', async () => {
    await expect(runChild({ argv: ['/nowhere/program'], cwd: '/', limitMs: 1000, signal: never })).rejects.toThrow(
      'ENOENT',
    );
  });
});
