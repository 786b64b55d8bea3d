/**
 * The outcome of work that cannot be called off, or the signal's reason when that comes first; the work goes on then, and
 * what it still brings is handed to `tooLate`.
 */
export function withSignal<T>(work: Promise<T>, signal: AbortSignal, tooLate?: (outcome: T) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    work
      .then((outcome) => {
        if (signal.aborted) tooLate?.(outcome);
        else resolve(outcome);
      }, reject)
      .finally(() => signal.removeEventListener('abort', stop));
  });
}
