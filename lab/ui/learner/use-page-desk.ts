import { type Ref, type ShallowRef, shallowRef } from 'vue';
import type { ClusterSnapshot } from '../../contract/index.ts';
import { type Desk, type DeskTab, type FileRequest, type PortRequest, provideDesk } from '../desk/index.ts';

/** Makes the desk of the page known to the parts of it, and keeps what was asked of it last. */
export function usePageDesk(o: {
  readonly snapshot: Readonly<Ref<ClusterSnapshot>>;
  readonly show: (tab: DeskTab) => void;
}): {
  readonly desk: Desk;
  readonly file: ShallowRef<FileRequest | undefined>;
  readonly port: ShallowRef<PortRequest | undefined>;
} {
  const file = shallowRef<FileRequest>();
  const port = shallowRef<PortRequest>();
  const desk: Desk = {
    nodeOf: (host) => o.snapshot.value.nodes.find((n) => [n.name, n.address, n.publicAddress].includes(host))?.name,
    openFile(node, path, line) {
      file.value = line === undefined ? { node, path } : { node, path, line };
      o.show('files');
    },
    openPort(node, number, to = {}) {
      port.value = { node, port: number, ...to };
      o.show('preview');
    },
  };
  provideDesk(desk);
  return { desk, file, port };
}
