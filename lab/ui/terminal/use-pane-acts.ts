import type { ComputedRef } from 'vue';
import { shownTerminals } from './pane-layout.ts';
import { terminalBeside } from './pane-places.ts';
import { type PanesAction, panesAction } from './panes-key.ts';
import type { PaneLayoutHold } from './use-pane-layout.ts';
import type { Shells } from './use-shells.ts';

export interface PaneActsOptions {
  readonly panes: PaneLayoutHold;
  readonly shells: Shells;
  /** The node that gets another shell; undefined while none can be opened. */
  readonly newOn: ComputedRef<string | undefined>;
  readonly focus: (terminal: string) => Promise<void>;
}

/** What a person does with the panes, by buttons and by keys. */
export interface PaneActs {
  /** Shows a terminal and puts the focus into it. */
  enter(terminal: string): Promise<void>;
  openShell(): void;
  split(axis: 'beside' | 'below'): void;
  onKey(event: KeyboardEvent): void;
}

export function usePaneActs({ panes, shells, newOn, focus }: PaneActsOptions): PaneActs {
  const ids = (): string[] => shells.terminals.value.map(({ id }) => id);
  const active = (): string => panes.active.value?.id ?? '';

  function enter(terminal: string): Promise<void> {
    panes.select(terminal);
    return focus(terminal);
  }
  function openShell(): void {
    if (newOn.value !== undefined) shells.open(newOn.value, (terminal) => void enter(terminal));
  }
  /** Shows the next terminal that is not to be seen; where all are, another shell. */
  function split(axis: 'beside' | 'below'): void {
    const all = ids();
    const at = all.indexOf(active());
    const shown = shownTerminals(panes.shown.value);
    const next = [...all.slice(at + 1), ...all.slice(0, at)].find((id) => !shown.includes(id));
    const put = (terminal: string): void => {
      panes.split(axis, terminal);
      void focus(terminal);
    };
    if (next !== undefined) put(next);
    else if (newOn.value !== undefined) shells.open(newOn.value, put);
  }
  /** Whether the key was for the panes. */
  function act(action: PanesAction): boolean {
    if (action === 'newShell') {
      openShell();
      return true;
    }
    if (action === 'previous' || action === 'next') {
      const all = ids();
      const to = all.at((all.indexOf(active()) + (action === 'next' ? 1 : -1)) % all.length);
      if (to !== undefined) void enter(to);
      return true;
    }
    const to = terminalBeside(panes.shown.value, active(), action);
    if (to !== undefined) void enter(to);
    // At the edge of several panes it is still no key for the program: the next press would surprise it.
    return shownTerminals(panes.shown.value).length > 1;
  }
  return {
    enter,
    openShell,
    split,
    onKey: (event) => {
      const action = panesAction(event);
      if (action === undefined || !act(action)) return;
      event.preventDefault();
      event.stopPropagation();
    },
  };
}
