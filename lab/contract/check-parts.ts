import { z } from 'zod';

/** One name or several, read as a list. */
export const oneOrMore = z
  .union([z.string(), z.array(z.string()).min(1)])
  .transform((value) => (Array.isArray(value) ? value : [value]));

/** What every check may carry. */
export const common = {
  title: z.string().min(1).max(120).describe('What the learner reads: the state that is wanted, as a fact'),
  hint: z.string().optional().describe('The likely cause while the check is not met'),
};
