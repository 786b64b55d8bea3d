import { z } from 'zod';
import { common } from './check-parts.ts';

/** A check of what was typed, for steps that only look: what looking shows leaves no trace in the cluster. */
export const triedCheck = z.strictObject({
  kind: z.literal('tried'),
  ...common,
  matches: z
    .string()
    .min(1)
    .refine(isPattern, 'matches is no regular expression')
    .describe('A regular expression that the command fits: a whole line, or one of the commands in it'),
  called: z.string().optional().describe('What sentences call the command; told from the expression when left out'),
  node: z.string().default('any').describe('The node on which it has to run, or any'),
  exit: z
    .union([z.literal('any'), z.int()])
    .default(0)
    .describe('The exit code of the line'),
  atLeast: z.int().min(1).default(1).describe('How often, since the step was opened'),
});

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}
