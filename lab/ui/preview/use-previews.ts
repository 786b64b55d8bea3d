import { type ComputedRef, computed, type Ref, reactive, ref, shallowRef } from 'vue';
import type { PreviewAnswer, PreviewRequest, PreviewWays } from '../../contract/index.ts';
import { sentenceOf } from '../connection/index.ts';
import { isSamePort, type Place } from './place.ts';
import { addressOf, findWay, type Way } from './reach.ts';

/** One preview on the desk. */
export interface Preview {
  readonly id: number;
  place: Place;
  /** What opens it; absent while it is asked for. */
  answer?: PreviewAnswer | undefined;
  /** Why it cannot be opened. */
  problem?: string | undefined;
  /** Why the port shows nothing, as its page says. */
  dead?: string | undefined;
  isLoading: boolean;
  /** Raised to load it anew. */
  round: number;
}

export interface PreviewsApi {
  getWays(): Promise<PreviewWays>;
  open(request: PreviewRequest): Promise<PreviewAnswer>;
  readonly page: Pick<Location, 'protocol' | 'hostname'>;
}

export interface Previews {
  readonly all: readonly Preview[];
  readonly selected: ComputedRef<Preview | undefined>;
  readonly way: Readonly<Ref<Way | undefined>>;
  /** Shows a place: in the preview that has the port already, else in a new one. */
  show(place: Place): void;
  /** Leads the selected preview elsewhere. */
  go(place: Place): void;
  /** Without an id none is shown: another place can be chosen. */
  select(id: number | undefined): void;
  close(id: number): void;
  reload(): void;
  /** Asks for all anew: the lab was away, and may be another one now. */
  askAgain(): void;
  addressOf(preview: Preview): string | undefined;
}

/** The previews of a desk, each opened with the lab when it is first shown. */
export function usePreviews(api: PreviewsApi): Previews {
  const all: Preview[] = reactive([]);
  const chosen = ref<number>();
  const way = shallowRef<Way>();
  let finding: Promise<Way> | undefined;
  let count = 0;
  const selected = computed(() => all.find((one) => one.id === chosen.value));

  const find = async (): Promise<Way> => {
    finding ??= api.getWays().then((ways) => findWay(ways, api.page));
    try {
      way.value = await finding;
      return way.value;
    } catch (error) {
      finding = undefined;
      throw error;
    }
  };
  const open = async (preview: Preview): Promise<void> => {
    const { place } = preview;
    const { node, port, host } = place;
    try {
      const [answer] = await Promise.all([api.open({ node, port, ...(host ? { host } : {}) }), find()]);
      if (preview.place !== place) return;
      // The address stays the same for the same key, and then the page in the frame goes on as it is.
      preview.answer = answer;
      preview.problem = undefined;
    } catch (error) {
      if (preview.place === place) preview.problem = sentenceOf(error);
    }
  };
  const lead = (preview: Preview, place: Place): void => {
    const isOther = !isSamePort(preview.place, place);
    preview.place = place;
    preview.dead = undefined;
    preview.isLoading = true;
    preview.round++;
    if (isOther || preview.problem) preview.answer = undefined;
    preview.problem = undefined;
    void open(preview);
  };

  return {
    all,
    selected,
    way,
    show(place) {
      const known = all.find((one) => isSamePort(one.place, place));
      if (known) {
        chosen.value = known.id;
        if (known.place.path !== place.path) lead(known, place);
        return;
      }
      all.push({ id: ++count, place, isLoading: true, round: 0 });
      chosen.value = count;
      const made = all.at(-1);
      if (made) void open(made);
    },
    go: (place) => (selected.value ? lead(selected.value, place) : undefined),
    select: (id) => {
      chosen.value = id;
    },
    close(id) {
      const at = all.findIndex((one) => one.id === id);
      if (at < 0) return;
      all.splice(at, 1);
      if (chosen.value === id) chosen.value = all[Math.min(at, all.length - 1)]?.id;
    },
    reload: () => (selected.value ? lead(selected.value, selected.value.place) : undefined),
    askAgain() {
      finding = undefined;
      for (const preview of all) void open(preview);
    },
    addressOf: ({ answer, place }) =>
      answer && way.value ? addressOf(way.value, answer, place.path, api.page) : undefined,
  };
}
