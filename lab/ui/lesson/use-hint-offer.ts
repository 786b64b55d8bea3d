import { computed, nextTick, type Ref, ref, watch } from 'vue';
import type { HintOffer } from '../connection/index.ts';

/** Folds of hints, as LessonBlocks marks them. */
const HINTS = 'details[data-hint]';

/** The offer of a hint that is shown now, and what can be done with it. */
export interface ShownOffer {
  readonly shown: Ref<HintOffer | undefined>;
  /** Unfolds the next hint. */
  take(): void;
  dismiss(): void;
}

/** Shows an offer while its step is open and not met and has a hint that nobody unfolded; each offer once. */
export function useHintOffer(o: {
  offer: Ref<HintOffer | undefined>;
  step: Ref<string>;
  isMet: Ref<boolean>;
  /** Raised by the text of the step. */
  text: Ref<unknown>;
  body: Ref<HTMLElement | null>;
}): ShownOffer {
  const answered = ref('');
  const hasMore = ref(false);
  const next = (): HTMLDetailsElement | undefined =>
    [...(o.body.value?.querySelectorAll<HTMLDetailsElement>(HINTS) ?? [])].find((fold) => !fold.open);
  const look = (): void => {
    hasMore.value = next() !== undefined;
  };
  watch(
    [o.offer, o.step, o.text, o.body],
    async () => {
      await nextTick();
      look();
    },
    { immediate: true },
  );

  const shown = computed(() => {
    const { value: offer } = o.offer;
    if (!offer || offer.step !== o.step.value || o.isMet.value || !hasMore.value) return undefined;
    return answered.value === keyOf(offer) ? undefined : offer;
  });
  function dismiss(): void {
    answered.value = keyOf(o.offer.value);
  }
  return {
    shown,
    dismiss,
    take() {
      const hint = next();
      dismiss();
      if (!hint) return;
      for (let fold: Element | null | undefined = hint; fold; fold = fold.parentElement?.closest('details')) {
        (fold as HTMLDetailsElement).open = true;
      }
      hint.querySelector('summary')?.focus({ preventScroll: true });
      hint.scrollIntoView?.({ block: 'nearest' });
    },
  };
}

function keyOf(offer: HintOffer | undefined): string {
  return offer ? `${offer.step}/${offer.number}` : '';
}
