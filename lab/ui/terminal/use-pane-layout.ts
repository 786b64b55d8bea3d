import { StorageSerializers, useLocalStorage } from '@vueuse/core';
import { type ComputedRef, computed, type Ref, type ShallowRef, shallowRef, watch } from 'vue';
import { MAIN_SHELL } from '../../contract/index.ts';
import {
  closePane,
  keepTerminals,
  moveDivider,
  onePane,
  type PaneLayout,
  placeTerminal,
  readLayout,
  selectTerminal,
  splitPane,
} from './pane-layout.ts';
import { type Divider, fitsInto } from './pane-places.ts';
import { type NamedTerminal, terminalId } from './terminal-names.ts';

export interface PaneRoom {
  readonly width: Ref<number>;
  readonly height: Ref<number>;
}

export interface PaneLayoutOptions {
  readonly terminals: Readonly<Ref<readonly NamedTerminal[]>>;
  /** Whether the server has said which shells there are: before that none is taken away. */
  readonly isSure: () => boolean;
  /** Whose layout it is. */
  readonly owner: string;
  readonly room: PaneRoom;
  readonly isPhone: Readonly<Ref<boolean>>;
}

/** The panes of a page, as the person left them on this seat. */
export interface PaneLayoutHold {
  /** What is to be seen: of a split that has no room, the active pane. */
  readonly shown: ComputedRef<PaneLayout>;
  readonly active: ComputedRef<NamedTerminal | undefined>;
  canSplit(axis: 'beside' | 'below'): boolean;
  select(terminal: string): void;
  place(pane: string, terminal: string): void;
  split(axis: 'beside' | 'below', terminal: string): void;
  closePane(terminal: string): void;
  single(): void;
  move(divider: Divider, share: number): void;
}

/** Keeps a layout in the browser, and within what there is and what there is room for. */
export function usePaneLayout(o: PaneLayoutOptions): PaneLayoutHold {
  const first = () => o.terminals.value[0]?.id ?? '';
  const layout = useKept(o.owner, first());
  const change = (next: PaneLayout): void => {
    layout.value = next;
  };
  const fits = (of: PaneLayout): boolean =>
    !o.isPhone.value && fitsInto(of, { width: o.room.width.value, height: o.room.height.value });

  watch(
    o.terminals,
    (now) => {
      if (now.length === 0 || !o.isSure()) return;
      const there = now.map(({ id }) => id);
      const [node = ''] = layout.value.active.split('/');
      const main = terminalId({ node, shell: MAIN_SHELL });
      change(keepTerminals(layout.value, there, there.includes(main) ? main : first()));
    },
    { immediate: true },
  );

  const shown = computed(() => (fits(layout.value) ? layout.value : onePane(layout.value.active)));
  return {
    shown,
    active: computed(() => o.terminals.value.find(({ id }) => id === layout.value.active)),
    canSplit: (axis) => {
      const wider = splitPane(layout.value, axis, '');
      return wider !== layout.value && fits(wider);
    },
    select: (terminal) => change(selectTerminal(layout.value, terminal)),
    place: (pane, terminal) => change(placeTerminal(layout.value, pane, terminal)),
    split: (axis, terminal) => change(splitPane(layout.value, axis, terminal)),
    closePane: (terminal) => change(closePane(layout.value, terminal)),
    single: () => change(onePane(layout.value.active)),
    move: (divider, share) => change(moveDivider(layout.value, divider, share)),
  };
}

/** Other windows of this browser keep their own layout; the one that changed last is found by the next. */
function useKept(owner: string, first: string): ShallowRef<PaneLayout> {
  const kept = useLocalStorage<unknown>(`lab-panes-${owner}`, null, {
    serializer: StorageSerializers.object,
    listenToStorageChanges: false,
    writeDefaults: false,
  });
  const layout = shallowRef(readLayout(kept.value) ?? onePane(first));
  watch(layout, (now) => {
    kept.value = now;
  });
  return layout;
}
