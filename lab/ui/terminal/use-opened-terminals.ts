import { type ComputedRef, nextTick, type Ref, reactive, watch } from 'vue';
import type { Channels } from './channels.ts';
import type { NamedTerminal } from './terminal-names.ts';

interface Focusable {
  focus(): void;
}

export interface OpenedTerminalsOptions {
  readonly terminals: Readonly<Ref<readonly NamedTerminal[]>>;
  readonly shown: ComputedRef<readonly string[]>;
  readonly active: () => string | undefined;
  readonly channels: Channels;
  readonly onSeen: (terminal: string) => void;
  readonly onGone: (terminal: string) => void;
}

/** Terminals that were shown once, with their channels: those stay, whatever the layout does, and so does their scrollback. */
export function useOpenedTerminals(o: OpenedTerminalsOptions): {
  /** The channel of each. */
  readonly opened: ReadonlyMap<string, number>;
  /** Takes the component of a terminal, or null when it goes. */
  keep(terminal: string, screen: unknown): void;
  /** Puts the focus into a terminal once it is drawn. */
  focus(terminal: string): Promise<void>;
} {
  const opened = reactive(new Map<string, number>());
  const screens = new Map<string, Focusable>();
  const focus = async (terminal: string): Promise<void> => {
    await nextTick();
    screens.get(terminal)?.focus();
  };
  /** Its component closes the channel when it goes. The focus that went with it goes on to what is shown instead. */
  const leave = (id: string): void => {
    opened.delete(id);
    o.channels.giveBack(id);
    o.onGone(id);
    void nextTick(() => (document.activeElement === document.body ? focus(o.active() ?? '') : undefined));
  };
  watch(
    [o.shown, o.terminals],
    ([shown, all]) => {
      const isThere = (id: string): boolean => all.some((terminal) => terminal.id === id);
      for (const id of opened.keys()) if (!isThere(id)) leave(id);
      for (const id of shown) {
        if (!opened.has(id) && isThere(id)) opened.set(id, o.channels.take(id));
        o.onSeen(id);
      }
    },
    { immediate: true },
  );
  return {
    opened,
    focus,
    keep: (terminal, screen) => {
      // Vue gives a function ref the instance of the component it is on.
      if (screen) screens.set(terminal, screen as Focusable);
      else screens.delete(terminal);
    },
  };
}
