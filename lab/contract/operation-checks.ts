import { z } from 'zod';
import { common, oneOrMore } from './check-parts.ts';

/** Checks of a stack that runs: what its programs log, what was asked for in detail, what its monitoring says. */

export const logCheck = z.strictObject({
  kind: z.literal('log'),
  ...common,
  service: z.string(),
  contains: oneOrMore.describe('Each of these texts must be in a line, whichever task wrote it'),
});

export const inspectCheck = z
  .strictObject({
    kind: z.literal('inspect'),
    ...common,
    service: z.string(),
    at: z.string().describe('A place in what docker service inspect prints, its keys joined by dots'),
    equals: z.union([z.string(), z.number(), z.boolean()]).optional(),
    atLeast: z.number().optional(),
    atMost: z.number().optional(),
    called: z.string().optional().describe('What the value is called in sentences; its place when left out'),
  })
  .refine(
    ({ equals, atLeast, atMost }) => (equals ?? atLeast ?? atMost) !== undefined,
    'an inspect check needs equals, atLeast or atMost',
  );

export const metricCheck = z
  .strictObject({
    kind: z.literal('metric'),
    ...common,
    node: z.string().describe('The node whose port is asked for Prometheus'),
    port: z.int().min(1).max(65535).default(9090),
    query: z.string().describe('In Prometheus’ language; its first value counts, and 0 where there is none'),
    equals: z.number().optional(),
    atLeast: z.number().optional(),
    called: z.string().describe('What the value is, as sentences name it: “targets that answer”'),
  })
  .refine(({ equals, atLeast }) => (equals ?? atLeast) !== undefined, 'a metric check needs equals or atLeast');
