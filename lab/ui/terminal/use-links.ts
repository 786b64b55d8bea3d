import { computed, type Ref, shallowRef } from 'vue';
import { useDesk } from '../desk/index.ts';
import { type LinkTarget, linkTarget, linkWords } from './link-target.ts';
import type { LinkEvents } from './screen-links.ts';

/** The words are below the pointer, and beside it near the right edge. */
const TIP_BELOW_PX = 18;
const TIP_WIDTH_PX = 300;
const TIP_HEIGHT_PX = 48;

/** Links of a terminal: ports of nodes are seen on the desk, all else in a new tab; what a click does is said before. */
export function useLinks(host: Readonly<Ref<HTMLElement | null>>, node: () => string) {
  const desk = useDesk();
  const hovered = shallowRef<{ target: LinkTarget; x: number; y: number }>();
  const tip = computed(() => {
    const box = host.value?.parentElement?.getBoundingClientRect();
    if (!hovered.value || !box) return undefined;
    const { target, x, y } = hovered.value;
    const isLow = y + TIP_HEIGHT_PX > box.bottom;
    const left = Math.max(0, Math.min(x - box.left, box.width - TIP_WIDTH_PX));
    const top = y - box.top + (isLow ? -TIP_HEIGHT_PX : TIP_BELOW_PX);
    return { words: linkWords(target), style: { left: `${left}px`, top: `${top}px` } };
  });
  const events: LinkEvents = {
    targetOf: (text) => linkTarget(text, { node: node(), nodeOf: desk.nodeOf }),
    open(target) {
      hovered.value = undefined;
      if (target.kind === 'web') window.open(target.url, '_blank', 'noopener,noreferrer');
      else {
        const { host: name, path } = target;
        desk.openPort(target.node, target.port, name === undefined ? { path } : { host: name, path });
      }
    },
    hover(target, { x, y }) {
      hovered.value = target && { target, x, y };
    },
  };
  return { events, tip };
}
