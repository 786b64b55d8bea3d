import { type Ref, shallowRef, watch } from 'vue';
import type { ClusterSnapshot } from '../../contract/index.ts';
import { type FeedLine, sentencesBetween } from './event-sentences.ts';

/** Lines the feed keeps. */
const FEED_LENGTH = 200;

/** What happened in the cluster while the page was open, oldest first. */
export function useFeed(snapshot: () => ClusterSnapshot): Readonly<Ref<readonly FeedLine[]>> {
  const feed = shallowRef<readonly FeedLine[]>([]);
  watch(snapshot, (after, before) => {
    const lines = sentencesBetween(before, after);
    if (lines.length > 0) feed.value = [...feed.value, ...lines].slice(-FEED_LENGTH);
  });
  return feed;
}
