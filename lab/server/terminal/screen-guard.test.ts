import headless from '@xterm/headless';
import { expect, test } from 'vitest';
import { guardScreen } from './screen-guard.ts';

test('an emulator that fails at something tells it and goes on behind it', async () => {
  const terminal = new headless.Terminal({ cols: 20, rows: 4, allowProposedApi: true, logLevel: 'off' });
  const failures: unknown[] = [];
  guardScreen(terminal, (error) => failures.push(error));
  const failure = new Error('not foreseen');
  terminal.parser.registerCsiHandler({ final: 'y' }, () => {
    throw failure;
  });
  const show = (text: string) => new Promise<void>((done) => terminal.write(text, done));
  await show('one \x1b[y lost');
  await show('two');
  expect(failures).toEqual([failure]);
  expect(terminal.buffer.active.getLine(0)?.translateToString(true)).toBe('one two');
  terminal.dispose();
});
