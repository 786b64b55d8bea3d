import { z } from 'zod';
import { common, oneOrMore } from './check-parts.ts';

/** Checks of machines that are reached from one of them, and of the account that rents them. */

const by = z
  .enum(['name', 'public', 'static'])
  .default('name')
  .describe('What the machine is called by: its name, its public address, or its static one');

export const sshCheck = z.strictObject({
  kind: z.literal('ssh'),
  ...common,
  from: z.string().describe('The node where ssh runs'),
  to: oneOrMore.describe('Machines that must let root of that node in by key, without a question'),
  by,
});

export const contextCheck = z.strictObject({
  kind: z.literal('context'),
  ...common,
  node: z.string().describe('The node whose docker command knows the context'),
  name: oneOrMore.describe('Names of contexts'),
  to: z.string().optional().describe('The machine it leads to over SSH, as root; that of its own name when left out'),
  by,
});

export const cloudCheck = z.strictObject({
  kind: z.literal('cloud'),
  ...common,
  keys: z
    .literal(true)
    .optional()
    .describe('The keys of the account are in files of mode 0600, in those of the aws command, and in no history'),
  region: z.string().optional().describe('The region in the file of the aws command'),
  machine: oneOrMore.optional().describe('Machines of the account that must be rented and run'),
  zone: z.string().optional().describe('The zone of every one of them'),
  zones: z.int().optional().describe('In so many zones they must be'),
  tags: z.record(z.string(), z.string()).optional(),
  opens: z.array(z.int()).optional().describe('Ports that their groups open to everybody'),
  answersOn: z
    .int()
    .optional()
    .describe('A port on which every one of them answers at its public address, asked from the first node'),
  static: z.literal(true).optional().describe('Each has a static address'),
});
