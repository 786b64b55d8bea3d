import { useEventListener } from '@vueuse/core';
import { onBeforeUnmount } from 'vue';
import { useRouter } from 'vue-router';
import type { OpenFile } from './open-file.ts';
import { nameOf } from './paths.ts';
import type { OpenFiles } from './use-open-files.ts';
import type { Question } from './use-question.ts';

/** Asks before edits that are not saved go: by closing a file, the page, or going to another one. */
export function useUnsaved(opened: OpenFiles, ask: (question: Question) => Promise<boolean>) {
  const edited = () => opened.files.filter((it) => it.isEdited);
  useEventListener(window, 'beforeunload', (event: BeforeUnloadEvent) => {
    if (edited().length > 0) event.preventDefault();
  });
  const stop = useRouter().beforeEach(async () => {
    const names = edited().map((it) => nameOf(it.path));
    const sentence = `${names.join(', ')} ${names.length === 1 ? 'has' : 'have'} changes that are not saved.`;
    return names.length === 0 || ask({ title: 'Leave without saving?', sentence, yes: 'Leave', no: 'Stay' });
  });
  onBeforeUnmount(stop);

  return {
    async close(file: OpenFile): Promise<void> {
      const title = `Close ${nameOf(file.path)}?`;
      const sentence = 'What you changed is not saved, and goes.';
      const isSure = !file.isEdited || (await ask({ title, sentence, yes: 'Close', no: 'Keep it open' }));
      if (isSure) opened.close(file);
    },
  };
}
