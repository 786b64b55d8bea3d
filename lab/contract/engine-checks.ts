import { z } from 'zod';
import { common, oneOrMore } from './check-parts.ts';

/** Checks of what one engine has: containers, images, networks, ports, names. Members are named as compose or the stack names its services. */

export const containerCheck = z
  .strictObject({
    kind: z.literal('container'),
    ...common,
    service: z
      .string()
      .optional()
      .describe('A Swarm service: its containers are counted on each engine, without asking a manager'),
    compose: oneOrMore.optional().describe('Services of a compose file, each by itself'),
    project: z.string().optional().describe('Only containers of that compose project; alone: all of them'),
    node: z.string().optional().describe('They must run there, and nowhere else'),
    running: z.int().min(0).optional().describe('At least so many run'),
    exactly: z.int().min(1).optional().describe('So many run, and none restarts or has ended'),
    gone: z.boolean().optional().describe('true: there is none, whether it runs or not'),
  })
  .refine(
    (check) => check.service ?? check.compose ?? check.project,
    'a container check needs service, compose or project',
  )
  .refine(
    (check) => !check.service || !(check.compose ?? check.project),
    'service is for Swarm, compose and project are not',
  );

export const imageCheck = z.strictObject({
  kind: z.literal('image'),
  ...common,
  node: z.string(),
  image: oneOrMore.describe('References, each with its tag'),
  exists: z.boolean().default(true).describe('false: none of them is there'),
  newerThanStep: z.boolean().optional().describe('Made, or tagged anew, since the step was opened'),
});

export const networkCheck = z.strictObject({
  kind: z.literal('network'),
  ...common,
  network: z.string(),
  node: z.string().optional().describe('The engine that is asked; without it, all of them'),
  exists: z.boolean().default(true).describe('false: there is no network of that name'),
  driver: z.enum(['bridge', 'overlay', 'macvlan', 'ipvlan', 'host', 'none']).optional(),
  scope: z.enum(['local', 'swarm']).optional(),
  members: oneOrMore.optional().describe('Compose or stack services with a running container on it'),
  notMembers: oneOrMore.optional().describe('Services that have none on it'),
});

/** A number or a text in a JSON answer. */
const jsonExpectation = z.strictObject({
  path: z.string().min(1).describe('Keys joined by dots; `length` of a list is its number of entries'),
  atLeast: z.number().optional(),
  atMost: z.number().optional(),
  equals: z.union([z.string(), z.number(), z.boolean(), z.null()]).optional(),
  grows: z.literal(true).optional().describe('It rises from one reading to the next'),
});
export type JsonExpectation = z.infer<typeof jsonExpectation>;

export const httpCheck = z.strictObject({
  kind: z.literal('http'),
  ...common,
  node: oneOrMore.describe('Each of them must answer'),
  port: z.int().min(1).max(65535),
  host: z.string().optional().describe('The name in the request: a proxy chooses by it'),
  path: z.string().startsWith('/').default('/'),
  status: z.int().min(100).max(599).default(200),
  contains: z.string().optional().describe('A text in the body'),
  header: z.strictObject({ name: z.string(), contains: z.string().default('') }).optional(),
  json: z
    .union([jsonExpectation, z.array(jsonExpectation).min(1)])
    .transform((value) => (Array.isArray(value) ? value : [value]))
    .optional()
    .describe('What a JSON answer says'),
});

export const resolveCheck = z.strictObject({
  kind: z.literal('resolve'),
  ...common,
  node: z.string().describe('The node that is asked'),
  name: oneOrMore,
  to: oneOrMore.optional().describe('Nodes it may lead to; without it, any of the cluster'),
});
