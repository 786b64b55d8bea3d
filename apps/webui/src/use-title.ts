import { watchEffect } from 'vue';
import { formatCount } from './kit/format.ts';
import { useNow } from './kit/use-now.ts';

/** Keeps the count in the page's title, changed once a second so that a row of tabs does not flicker. */
export function useTitle(total: () => number | null): void {
  const now = useNow(1000);
  let shown = -1;
  watchEffect(() => {
    const count = total();
    if (count === null || (now.value === shown && document.title !== 'DevCoin')) return;
    shown = now.value;
    document.title = `${formatCount(count)} · DevCoin`;
  });
}
