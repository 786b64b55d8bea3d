import { type ComputedRef, computed, type Ref, ref, watch } from 'vue';
import type { Seat } from '../connection/index.ts';
import { type Folders, useFolders } from './use-folders.ts';

/** Where courses put their files: opened at once where it is. */
const WORK_FOLDER = '~/devcoin';

export interface NodeChoice {
  readonly nodes: ComputedRef<readonly { readonly name: string; readonly up: boolean }[]>;
  readonly node: Ref<string>;
  readonly folders: Folders;
  /** Whether the cluster is there. */
  readonly isReady: ComputedRef<boolean>;
  isOff(node: string): boolean;
}

/** The nodes of a seat, the one whose folders are shown, and those folders. */
export function useNodeChoice(seat: Seat): NodeChoice {
  const nodes = computed(() =>
    seat.sandbox.value.nodes.map(({ name, up }) => {
      const power = seat.snapshot.value.nodes.find((n) => n.name === name)?.power;
      return { name, up: power === undefined ? up : power === 'running' };
    }),
  );
  const isReady = computed(() => seat.sandbox.value.state === 'ready' && nodes.value.length > 0);
  const node = ref('');
  const isOff = (name: string) => !nodes.value.find((it) => it.name === name)?.up;
  const folders = useFolders(node);

  /** The first look into a node's files: home, and what the course put there. */
  async function enter(): Promise<void> {
    const of = node.value;
    if (!of || !isReady.value || isOff(of)) return;
    await folders.reveal('~/.');
    if (node.value !== of || folders.open.value.length > 1) return;
    if (folders.rows.value.some((row) => row.path === WORK_FOLDER)) await folders.reveal(`${WORK_FOLDER}/.`);
  }
  watch(
    [nodes, isReady],
    () => {
      if (!nodes.value.some((it) => it.name === node.value)) node.value = nodes.value[0]?.name ?? '';
    },
    { immediate: true },
  );
  watch([node, isReady, () => isOff(node.value)], () => void enter(), { immediate: true });
  // Another cluster has other files.
  watch(seat.clusterNumber, () => void folders.refreshAll());
  return { nodes, node, folders, isReady, isOff };
}
