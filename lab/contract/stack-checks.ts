import { z } from 'zod';
import { common, oneOrMore } from './check-parts.ts';

/** Checks of what a stack is made of: its services, configs and secrets, its file, the registry of its images, the programs in it. */

/** A file on a node. */
const nodeFile = z.strictObject({
  node: z.string(),
  path: z.string().describe('Absolute, or from ~/ (the home of root)'),
});

export const stackCheck = z.strictObject({
  kind: z.literal('stack'),
  ...common,
  stack: z.string(),
  exists: z.boolean().default(true).describe('false: no service belongs to it'),
  services: oneOrMore.optional().describe('Services it must have, as its file names them'),
  converged: z.boolean().optional().describe('Of every service as many tasks run as are asked for, none is on its way'),
});

export const configCheck = z.strictObject({
  kind: z.literal('config'),
  ...common,
  config: z.string(),
  exists: z.boolean().default(true).describe('false: there must be no such config'),
  equalsFile: nodeFile.optional().describe('A file that has the same bytes'),
  differsFrom: z.string().optional().describe('Another config, which has other bytes'),
  newerThanStep: z.boolean().optional().describe('Made since the step was opened'),
});

export const secretCheck = z.strictObject({
  kind: z.literal('secret'),
  ...common,
  secret: z.string(),
  exists: z.boolean().default(true).describe('false: there must be no such secret'),
  newerThanStep: z.boolean().optional().describe('Made since the step was opened'),
});

export const registryCheck = z.strictObject({
  kind: z.literal('registry'),
  ...common,
  node: z.string().describe('The node whose port is asked'),
  port: z.int().min(1).max(65535).default(5000),
  image: oneOrMore.describe('Repositories with their tags, without the registry before them'),
  exists: z.boolean().default(true).describe('false: it has none of them'),
  sameOn: z.string().optional().describe('A node that has the same images, under 127.0.0.1 and the port'),
});

export const yamlCheck = z.strictObject({
  kind: z.literal('yaml'),
  ...common,
  node: z.string(),
  path: z.string().describe('Absolute, or from ~/ (the home of root)'),
  at: z
    .string()
    .regex(/^[^.]+(\.[^.]+)*$/, 'keys joined by dots, as in services.redis.command')
    .optional()
    .describe('Keys joined by dots; without it only the form of the file counts'),
  exists: z.boolean().optional().describe('Whether there is anything at that place'),
  equals: z.union([z.string(), z.number(), z.boolean(), z.null()]).optional(),
  not: z.union([z.string(), z.number(), z.boolean()]).optional().describe('The value it must not have any more'),
  contains: z
    .string()
    .optional()
    .describe(
      'Part of a text (words of a list are joined by spaces), or an entry of a list, by itself or by its source',
    ),
});

export const execCheck = z.strictObject({
  kind: z.literal('exec'),
  ...common,
  service: z.string().describe('The service in one of whose containers the command runs, on whichever node that is'),
  run: z.array(z.string()).min(1).describe('The program and its words; no shell reads them'),
  exitCode: z.union([z.int(), z.literal('any')]).default(0),
  equals: z.string().optional().describe('What it prints, white space around it aside'),
  contains: z.string().optional(),
  lacks: z.string().optional().describe('A text it must not print'),
});

/** What more a service may be asked for: all that its spec says of networks, ports and files. */
export const serviceParts = {
  networks: oneOrMore.optional().describe('Networks it must be on'),
  alias: z.string().optional().describe('A name its tasks have on one of its networks'),
  ports: z
    .array(
      z.strictObject({ published: z.int(), target: z.int().optional(), mode: z.enum(['ingress', 'host']).optional() }),
    )
    .min(1)
    .optional()
    .describe('Ports it must publish'),
  configs: z
    .array(z.strictObject({ name: z.string(), target: z.string().optional() }))
    .optional()
    .describe('Exactly these configs, in exactly these places where they are named'),
  secrets: z
    .array(z.strictObject({ name: z.string(), target: z.string().optional() }))
    .optional()
    .describe('Exactly these secrets; a target is the name of the file below /run/secrets, or a path'),
  env: z.record(z.string(), z.string()).optional().describe('Variables it must have, with their values'),
  constraints: oneOrMore.optional().describe('Constraints of its placement, as node.role==manager'),
  volumes: oneOrMore.optional().describe('Names of volumes it must mount'),
  updateState: z
    .enum(['updating', 'paused', 'completed', 'rollback_started', 'rollback_paused', 'rollback_completed'])
    .optional(),
  newerThanStep: z.boolean().optional().describe('Made since the step was opened'),
};
