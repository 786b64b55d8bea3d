import { refAutoReset } from '@vueuse/core';
import type { Ref } from 'vue';
import { ringBell } from './ring-bell.ts';
import type { ProgramEvents } from './screen-programs.ts';
import type { ShellClipboard } from './shell-clipboard.ts';
import type { TerminalSettings } from './terminal-settings.ts';

const FLASH_MS = 250;
/** A program may ring a thousand times a second. */
const BELL_PAUSE_MS = 400;

/** What a page does when a program rings, sets its title or wants something copied. */
export function useProgram(o: {
  readonly node: () => string;
  readonly settings: Readonly<Ref<TerminalSettings>>;
  readonly clipboard: ShellClipboard;
  readonly emit: { bell(): void; title(text: string): void };
}): { readonly isFlashing: Readonly<Ref<boolean>>; readonly events: ProgramEvents } {
  const isFlashing = refAutoReset(false, FLASH_MS);
  let rungAt = Number.NEGATIVE_INFINITY;
  let shownTitle = '';
  const events: ProgramEvents = {
    bell() {
      const { bell } = o.settings.value;
      const now = performance.now();
      if (bell === 'off' || now - rungAt < BELL_PAUSE_MS) return;
      rungAt = now;
      isFlashing.value = true;
      if (bell === 'sound') ringBell();
      o.emit.bell();
    },
    title(text) {
      if (text === shownTitle) return;
      shownTitle = text;
      o.emit.title(text);
    },
    copy: (text) => o.clipboard.programCopies(o.node(), text),
  };
  return { isFlashing, events };
}
