import { type RemovableRef, useLocalStorage } from '@vueuse/core';

/** What happens when a program rings the bell. `sound` is seen as well. */
export const BELLS = ['off', 'visual', 'sound'] as const;
export type Bell = (typeof BELLS)[number];

/** What a person sets for all terminals of this browser. */
export interface TerminalSettings {
  copyOnSelect: boolean;
  screenReader: boolean;
  bell: Bell;
  cursorBlink: boolean;
  /** Leaves out the ends of line at the end of a paste. */
  pasteWithoutEnd: boolean;
}

const USUAL: TerminalSettings = {
  copyOnSelect: false,
  screenReader: false,
  bell: 'visual',
  cursorBlink: false,
  pasteWithoutEnd: true,
};

/** The settings: the same for every terminal of the page, and kept for the next visit. */
export function useTerminalSettings(): RemovableRef<TerminalSettings> {
  return useLocalStorage<TerminalSettings>('lab-terminal-settings', { ...USUAL }, { mergeDefaults: true });
}
