import type { IBuffer } from '@xterm/headless';

/** Goes back to the shell's own screen and cursor. */
const LEAVE_ALTERNATE = '\x1b[?1049l';
/** Soft reset (scroll region, modes of keys and cursor), then mouse, focus and paste modes, cursor and colour. */
const LEAVE_PROGRAM = '\x1b[!p\x1b[?1000;1002;1003;1004;1006;2004l\x1b[?25h\x1b[0m';

/** What leaves all that a program which is gone has set, and says in a line of its own why another shell writes from here on. */
export function newShellLine({ type, cursorX }: Pick<IBuffer, 'type' | 'cursorX'>, because: string): Uint8Array {
  const leave = (type === 'alternate' ? LEAVE_ALTERNATE : '') + LEAVE_PROGRAM;
  const isOnOwnLine = type === 'normal' && cursorX === 0;
  return Buffer.from(`${leave}${isOnOwnLine ? '' : '\r\n'}\x1b[2m— ${because} —\x1b[0m\r\n`);
}
