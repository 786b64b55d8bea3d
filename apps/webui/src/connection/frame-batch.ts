/** A hidden page gets no frames; this often it is brought up to date, so that title and queue follow. */
const HIDDEN_MS = 500;

/** Calls back once: at the next frame, or half a second later when the page is hidden. */
export function nextFrame(callback: () => void): void {
  let done = false;
  const once = () => {
    if (done) return;
    done = true;
    clearTimeout(timer);
    cancelAnimationFrame(frame);
    callback();
  };
  const timer = setTimeout(once, HIDDEN_MS);
  const frame = requestAnimationFrame(once);
}

/** Collects items and hands them over together, at most once a frame, however fast they come. */
export function createFrameBatch<T>(flush: (items: readonly T[]) => void, schedule = nextFrame): (item: T) => void {
  let waiting: T[] = [];
  return (item) => {
    waiting.push(item);
    if (waiting.length > 1) return;
    schedule(() => {
      const items = waiting;
      waiting = [];
      flush(items);
    });
  };
}
