import { type ComputedRef, computed, onBeforeUnmount, type Ref, ref } from 'vue';
import type { TerminalLink } from './terminal-link.ts';
import { listTerminals, type NamedTerminal, type TerminalPlace, terminalId } from './terminal-names.ts';

export interface Shells {
  /** All terminals of the nodes, in the order of their tabs. */
  readonly terminals: ComputedRef<readonly NamedTerminal[]>;
  /** The terminal that is only closed after a yes, as a program runs in it, and whether that is being asked. */
  readonly asked: Ref<NamedTerminal | undefined>;
  readonly isAsking: Ref<boolean>;
  /** Asks for another shell of a node; `shown` is called with its terminal when it is there. */
  open(node: string, shown: (terminal: string) => void): void;
  close(terminal: TerminalPlace): void;
  /** The answer is yes. */
  closeAsked(): void;
}

/** The shells of the nodes, as the server has them. */
export function useShells(link: TerminalLink, nodes: () => readonly string[]): Shells {
  const terminals = computed(() => listTerminals(nodes(), link.shells.value));
  const asked = ref<NamedTerminal>();
  const isAsking = ref(false);
  let onOpened: ((terminal: string) => void) | undefined;
  const leave = link.onShell({
    opened: (place) => {
      const shown = onOpened;
      onOpened = undefined;
      shown?.(terminalId(place));
    },
    busy: (place) => {
      asked.value = terminals.value.find(({ id }) => id === terminalId(place));
      isAsking.value = asked.value !== undefined;
    },
  });
  onBeforeUnmount(leave);
  return {
    terminals,
    asked,
    isAsking,
    open: (node, shown) => {
      onOpened = shown;
      link.newShell(node);
    },
    close: ({ node, shell }) => link.endShell(node, shell, false),
    closeAsked: () => {
      if (asked.value) link.endShell(asked.value.node, asked.value.shell, true);
    },
  };
}
