import { type ShallowRef, shallowRef } from 'vue';

/** A question with two answers, as KitConfirm shows it. */
export interface Question {
  readonly title: string;
  readonly sentence: string;
  readonly yes: string;
  readonly no: string;
}

/** Asks a question and waits for the answer; a question that comes in between answers the one before with no. */
export function useQuestion(): {
  readonly question: ShallowRef<Question | undefined>;
  ask(question: Question): Promise<boolean>;
  answer(isYes: boolean): void;
} {
  const question = shallowRef<Question>();
  let resolve: (isYes: boolean) => void = () => undefined;
  function answer(isYes: boolean): void {
    question.value = undefined;
    resolve(isYes);
  }
  return {
    question,
    answer,
    ask(next) {
      resolve(false);
      question.value = next;
      return new Promise((done) => {
        resolve = done;
      });
    },
  };
}
