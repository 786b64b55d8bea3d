import type { Terminal } from '@xterm/xterm';

/** What the public API has no door to. The names are those of xterm.js 6; the server's screen has the same guard, with tests. */
interface Innards {
  readonly _inputHandler: {
    readonly _parser: { reset(): void };
    eraseInDisplay(what: { readonly params: readonly number[] }, keepsProtected: boolean): boolean;
    parse: (data: unknown, goOn?: boolean) => unknown;
  };
}

/**
 * Keeps the emulator going whatever a program writes. xterm.js 6 stops for good where all up to the very last cell is erased
 * (`CSI 1 J`) and nothing has scrolled yet: that is done as erasing everything, which is the same. What fails otherwise is left out.
 */
export function guardScreen(terminal: Terminal): void {
  const input = (terminal as unknown as { readonly _core: Innards })._core._inputHandler;
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
      console.error('The terminal left out what it could not read.', error);
      input._parser.reset();
      return undefined;
    }
  };
}
