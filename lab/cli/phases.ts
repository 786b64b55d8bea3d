import type { createProgress } from '../bootstrap/progress.mjs';

type Progress = ReturnType<typeof createProgress>;

/**
 * Turns sentences like "Building the node image: unpacking" into steps of the progress display: what stands before the
 * colon is the step, what follows its detail. A new step ends the one before.
 */
export function createPhases(progress: Progress): {
  tell(sentence: string): void;
  end(error?: unknown): Promise<void>;
} {
  let current:
    | { title: string; say: (detail: string) => void; finish: PromiseWithResolvers<void>; shown: Promise<void> }
    | undefined;
  const begin = (title: string): void => {
    const finish = Promise.withResolvers<void>();
    let say: (detail: string) => void = () => {};
    const shown = progress.step<void>(title, (tellDetail) => {
      say = tellDetail;
      return finish.promise;
    });
    // The failure is thrown by whoever caused it; here it only ends the line.
    shown.catch(() => {});
    current = { title, say: (detail) => say(detail), finish, shown };
  };
  return {
    tell(sentence) {
      const [, title = sentence, detail = ''] = /^([^:]+):\s+(.*)$/s.exec(sentence) ?? [];
      if (title !== current?.title) {
        current?.finish.resolve();
        begin(title);
      }
      current?.say(detail);
    },
    async end(error) {
      if (error === undefined) current?.finish.resolve();
      else current?.finish.reject(error);
      await current?.shown.catch(() => {});
      current = undefined;
    },
  };
}

/** Work that tells its steps as sentences; the display ends with it, whichever way it ends. */
export async function withPhases<T>(
  progress: Progress,
  work: (tell: (sentence: string) => void) => Promise<T>,
): Promise<T> {
  const phases = createPhases(progress);
  try {
    const result = await work(phases.tell);
    await phases.end();
    return result;
  } catch (error) {
    await phases.end(error);
    throw error;
  }
}
