import { Terminal } from '@xterm/xterm';
import { expect, test, vi } from 'vitest';
import { guardScreen } from './screen-guard.ts';

test.each(['\x1b[99;99H\x1b[1J', '\x1b[99;99H\x1b[?1J'])('a page goes on when all is erased by %j', async (erase) => {
  const terminal = new Terminal({ cols: 20, rows: 4, allowProposedApi: true });
  guardScreen(terminal);
  await new Promise<void>((done) => terminal.write(`some text${erase}`, done));
  await new Promise<void>((done) => terminal.write('\x1b[Hmore', done));
  expect(terminal.buffer.active.getLine(0)?.translateToString(true)).toBe('more');
  terminal.dispose();
});

test('a page goes on behind what its emulator fails at', async () => {
  const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
  const terminal = new Terminal({ cols: 20, rows: 4, allowProposedApi: true });
  guardScreen(terminal);
  terminal.parser.registerCsiHandler({ final: 'y' }, () => {
    throw new Error('not foreseen');
  });
  await new Promise<void>((done) => terminal.write('one \x1b[y lost', done));
  await new Promise<void>((done) => terminal.write('two', done));
  expect(terminal.buffer.active.getLine(0)?.translateToString(true)).toBe('one two');
  expect(logged).toHaveBeenCalledOnce();
  logged.mockRestore();
  terminal.dispose();
});
