import { bare, type Question } from './question.ts';

/** One of the texts that the course gives. */
export const literal: Question = {
  expect({ expect: { literal: texts = [] } }) {
    if (texts.length === 0) return { trouble: 'The course does not say what is right here.' };
    return {
      texts,
      accepts: (given) => texts.some((text) => bare(text) === bare(given)),
      fact: () => 'That is right.',
      where: '',
    };
  },
};
