import type { Terminal } from '@xterm/headless';
import { innardsOf } from './screen-innards.ts';

/**
 * Keeps an emulator alive whatever it is sent. xterm.js 6 fails where all up to the very last cell is erased (`CSI 1 J`) and nothing
 * has scrolled yet: that is done as erasing everything, which is the same. What fails otherwise is left out, and told.
 */
export function guardScreen(terminal: Terminal, onFailure: (error: unknown) => void): void {
  const input = innardsOf(terminal)._inputHandler;
  for (const prefix of [undefined, '?'] as const) {
    terminal.parser.registerCsiHandler({ ...(prefix ? { prefix } : {}), final: 'J' }, ([what]) => {
      const { baseY, cursorX, cursorY } = terminal.buffer.active;
      const isAll = baseY === 0 && cursorY === terminal.rows - 1 && cursorX >= terminal.cols - 1;
      if (what !== 1 || !isAll) return false;
      return input.eraseInDisplay({ params: [2] }, prefix === '?');
    });
  }
  const parse = input.parse.bind(input);
  input.parse = (...given) => {
    try {
      return parse(...given);
    } catch (error) {
      // It ran inside the emulator's own timer, where nobody else could catch it.
      input._parser.reset();
      onFailure(error);
      return undefined;
    }
  };
}
