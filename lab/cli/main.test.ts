import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { refuseTakenPort } from './free-port.ts';
import { ROOT } from './paths.ts';
import { runChild } from './stages/child.ts';

function lab(...args: string[]) {
  const signal = AbortSignal.timeout(30_000);
  return runChild({ argv: [process.execPath, 'lab/cli/main.ts', ...args], cwd: ROOT, limitMs: 25_000, signal });
}

describe('the command', { timeout: 30_000 }, () => {
  it('explains every command and option when asked', async () => {
    const [all, start] = await Promise.all([lab('--help'), lab('start', '--help')]);
    for (const name of ['start', 'dev', 'down', 'doctor', 'lint', 'rehearse', 'verify', 'test', 'bench']) {
      expect(all.output).toContain(name);
    }
    for (const option of ['--port', '--host', '--data', '--seats', '--yes']) expect(start.output).toContain(option);
    expect([all.exitCode, start.exitCode]).toEqual([0, 0]);
  });

  it('answers what it does not understand with a sentence and exit code 2', async () => {
    const ends = await Promise.all([lab('sart'), lab('start', '--prot', '1'), lab('start', '--port', '70000')]);
    expect(ends.map(({ exitCode }) => exitCode)).toEqual([2, 2, 2]);
    expect(ends[0]?.output).toContain('There is no command sart. start is near.');
    expect(ends[2]?.output).toContain('--port');
    for (const { output } of ends) expect(output).not.toMatch(/^\s+at /m);
  });
});

describe('a port', () => {
  it('that is taken is refused with its number and the way out, a free one is left free', async () => {
    const other = createServer();
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    const address = other.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    await expect(refuseTakenPort('127.0.0.1', port)).rejects.toThrow(
      expect.objectContaining({
        code: 'portInUse',
        message: expect.stringContaining(`npm start -- --port ${port + 1}`),
      }),
    );
    await new Promise((done) => other.close(done));
    await refuseTakenPort('127.0.0.1', port);
    await refuseTakenPort('127.0.0.1', port);
  });
});
