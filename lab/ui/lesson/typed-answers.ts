import { useSessionStorage } from '@vueuse/core';

/** What a learner typed into the questions of the steps, kept over steps and reloads of this tab. */
export function useTypedAnswers(seatId: () => string | undefined) {
  const kept = useSessionStorage<Record<string, string>>('lab-answers', {});
  const key = (step: string, index: number) => `${seatId() ?? ''}/${step}/${index}`;
  return {
    typed: (step: string, index: number): string => kept.value[key(step, index)] ?? '',
    type: (step: string, index: number, value: string): void => {
      kept.value = { ...kept.value, [key(step, index)]: value };
    },
  };
}
