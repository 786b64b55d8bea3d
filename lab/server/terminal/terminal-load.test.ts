import { setImmediate as nextRound } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { realClock } from './clock.ts';
import { ShellTerminal } from './shell-terminal.ts';
import { NotingViewer, ScriptedNode, type ScriptedShell, silentLog } from './terminal.fixtures.ts';
import { createTerminalLoad } from './terminal-load.ts';

const MB = 1024 * 1024;
const FLOODS = 8;
const RUN_MS = 1200;
const CHUNK = Buffer.from(`${'x'.repeat(78)}\r\n`.repeat(800));

/** A viewer that shows everything at once. */
class QuickViewer extends NotingViewer {
  got = 0;
  show: (bytes: number) => void = () => {};
  override send(bytes: Uint8Array): void {
    this.got += bytes.length;
    this.show(this.got);
  }
}

test('shells that print for ever are read as much as one another, and an ordinary one beside them loses nothing', async () => {
  const clock = realClock(() => performance.now());
  const load = createTerminalLoad(clock);
  const open = async (): Promise<{ shell: ScriptedShell; viewer: QuickViewer; terminal: ShellTerminal }> => {
    const node = new ScriptedNode();
    const terminal = new ShellTerminal({ node: node.asNode(), shell: 'main', log: silentLog, clock, load });
    const viewer = new QuickViewer();
    const attachment = await terminal.attach(viewer, { cols: 80, rows: 24 });
    viewer.show = (bytes) => attachment.ack(bytes);
    return { shell: node.shell, viewer, terminal };
  };
  const floods = await Promise.all(Array.from({ length: FLOODS }, open));
  const ordinary = await open();
  const read = new Array<number>(FLOODS).fill(0);
  let said = 0;
  let wasHeld = false;
  const started = performance.now();
  while (performance.now() - started < RUN_MS) {
    for (const [at, { shell }] of floods.entries()) {
      if (shell.isPaused) continue;
      read[at] = (read[at] ?? 0) + CHUNK.length;
      shell.say(CHUNK);
    }
    ordinary.shell.say('.');
    said += 1;
    wasHeld ||= ordinary.shell.isPaused;
    await nextRound();
  }
  const seconds = (performance.now() - started) / 1000;
  const whole = read.reduce((sum, bytes) => sum + bytes, 0);
  // A burst for each, then the shared rate; what was read last may be owed.
  expect(whole / MB).toBeLessThan(FLOODS * 1.2 + 33 * seconds);
  expect(Math.max(...read) / Math.min(...read)).toBeLessThan(1.5);
  expect(wasHeld).toBe(false);
  await expect.poll(() => ordinary.viewer.got).toBeGreaterThanOrEqual(said);
  for (const { terminal } of [...floods, ordinary]) terminal.close();
});
