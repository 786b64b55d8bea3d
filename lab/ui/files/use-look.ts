import { type Ref, watch } from 'vue';
import { lookAt } from '../connection/index.ts';

const EVERY_MS = 2500;
/** A page may ask about so many paths at once. */
const MOST = 100;

/** Something that is shown, and what to do when it changed on its node. */
export interface Looked {
  readonly node: string;
  readonly path: string;
  readonly changed: () => void;
}

/**
 * Follows what is shown: asks every few seconds, one question for each node, whether it changed. What is looked at for the first
 * time counts as changed, for it may have been between its reading and the first look.
 */
export function useLook(isLooking: Ref<boolean>, shown: () => readonly Looked[], look: typeof lookAt = lookAt): void {
  const marks = new Map<string, string | null>();
  async function round(): Promise<void> {
    const all = shown();
    const keys = new Set(all.map(keyOf));
    for (const key of marks.keys()) if (!keys.has(key)) marks.delete(key);
    await Promise.all(
      [...new Set(all.map(({ node }) => node))].map((node) =>
        lookAtNode(node, all.filter((it) => it.node === node).slice(0, MOST)),
      ),
    );
  }
  async function lookAtNode(node: string, all: readonly Looked[]): Promise<void> {
    // A node that does not answer is asked again the next time; the page shows elsewhere that it is off.
    const answer = await look(
      node,
      all.map(({ path }) => path),
    ).catch(() => undefined);
    answer?.marks.forEach((mark, at) => {
      const it = all[at];
      if (!it || marks.get(keyOf(it)) === mark) return;
      marks.set(keyOf(it), mark);
      it.changed();
    });
  }

  watch(
    isLooking,
    (looking, _before, onCleanup) => {
      if (!looking) return;
      let timer: ReturnType<typeof setTimeout> | undefined;
      let isOver = false;
      const again = async (): Promise<void> => {
        await round();
        if (!isOver) timer = setTimeout(again, EVERY_MS);
      };
      timer = setTimeout(again, EVERY_MS / 5);
      onCleanup(() => {
        isOver = true;
        clearTimeout(timer);
      });
    },
    { immediate: true },
  );
}

function keyOf({ node, path }: Looked): string {
  return `${node}:${path}`;
}
