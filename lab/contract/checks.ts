import { z } from 'zod';
import { common, oneOrMore as nodeNames } from './check-parts.ts';
import { containerCheck, httpCheck, imageCheck, networkCheck, resolveCheck } from './engine-checks.ts';
import { cloudCheck, contextCheck, sshCheck } from './machine-checks.ts';
import { inspectCheck, logCheck, metricCheck } from './operation-checks.ts';
import {
  configCheck,
  execCheck,
  registryCheck,
  secretCheck,
  serviceParts,
  stackCheck,
  yamlCheck,
} from './stack-checks.ts';
import { triedCheck } from './tried-check.ts';

export type { JsonExpectation } from './engine-checks.ts';

/**
 * Checks are data: a kind and what it expects. Adding a kind touches this list, `server/checks/kinds/<kind>.ts` and its test.
 * Every check may carry `title` (what the learner reads) and `hint` (the likely cause while it is not met).
 */

export const swarmCheck = z.strictObject({
  kind: z.literal('swarm'),
  ...common,
  state: z.enum(['none', 'active', 'noQuorum']).optional().describe('The state of the swarm as a whole'),
  members: z.int().optional().describe('Members that the swarm knows'),
  managers: z.int().optional(),
  workers: z.int().optional(),
  reachable: z.int().optional().describe('Managers that are reachable'),
});

export const nodeCheck = z.strictObject({
  kind: z.literal('node'),
  ...common,
  node: nodeNames.describe('Names of sandbox nodes; every one must fit'),
  member: z.boolean().optional().describe('Whether the node is in the swarm'),
  role: z.enum(['manager', 'worker']).optional(),
  availability: z.enum(['active', 'pause', 'drain']).optional(),
  state: z.enum(['ready', 'down', 'unknown', 'disconnected']).optional(),
  leader: z.boolean().optional(),
  reachability: z.enum(['reachable', 'unreachable']).optional(),
  ownAddress: z.boolean().optional().describe('Whether the address in the swarm is the node’s address in the sandbox'),
  labels: z.record(z.string(), z.string()).optional().describe('Labels that the swarm keeps of it'),
  power: z.enum(['running', 'paused', 'stopped']).optional(),
});

export const powerCheck = z.strictObject({
  kind: z.literal('power'),
  ...common,
  among: z.enum(['managers', 'workers', 'all']).describe('Which nodes are counted, by their last known role'),
  stopped: z.int().optional().describe('How many of them must be stopped'),
  running: z.int().optional().describe('How many of them must run'),
});

export const serviceCheck = z.strictObject({
  kind: z.literal('service'),
  ...common,
  service: z.string(),
  exists: z.boolean().optional().describe('false: there must be no such service'),
  mode: z.enum(['replicated', 'global']).optional(),
  image: z.string().optional().describe('Repository, or repository:tag; a digest in the spec is not compared'),
  args: z.array(z.string()).optional(),
  replicas: z.int().optional().describe('Tasks asked for'),
  running: z.int().optional().describe('Tasks that are meant to run and do'),
  converged: z.boolean().optional().describe('As many run as are asked for, none is on its way'),
  sameSpec: z.boolean().optional().describe('The spec is that of the moment when the step was opened'),
  ...serviceParts,
});

export const taskCheck = z.strictObject({
  kind: z.literal('task'),
  ...common,
  service: z.string(),
  replaced: z.boolean().optional().describe('Since the step was opened a task ended and a newer one runs in its slot'),
  newerThanStep: z.boolean().optional().describe('Every task that runs was made since the step was opened'),
  failed: z
    .union([z.literal(true), z.int()])
    .optional()
    .describe('Since the step was opened a task ended badly; a number: with that exit code'),
  tried: z
    .string()
    .optional()
    .describe('An image that a task was made with since the step was opened, and that task has ended'),
  slots: z.int().optional().describe('The running tasks fill exactly the slots 1 to N'),
  notOn: nodeNames.optional().describe('No task is meant to run on these nodes'),
  maxOn: z.int().optional().describe('No node has more running tasks than this'),
});

export const fileCheck = z.strictObject({
  kind: z.literal('file'),
  ...common,
  node: z.string(),
  path: z.string().describe('Absolute, or from ~/ (the home of root)'),
  equals: z
    .enum(['joinToken.manager', 'joinToken.worker'])
    .optional()
    .describe('A live value the file must hold, white space around it aside'),
  contains: z.string().optional(),
  lacks: z.string().optional().describe('A text that must not be in it'),
});

export const answerCheck = z.strictObject({
  kind: z.literal('answer'),
  ...common,
  ask: z.string().describe('The question, in one sentence'),
  expect: z
    .strictObject({
      value: z
        .enum([
          'leader',
          'nodeOfTask',
          'joinTokenDifference',
          'quorum',
          'missingNetworks',
          'servicesNotOn',
          'canReach',
          'virtualIp',
          'nodesOnNetwork',
          'execOutput',
          'nodeOfLog',
          'inspected',
          'zones',
          'privateAddress',
          'literal',
        ])
        .describe('The live value that is right at that moment'),
      machine: z.string().optional().describe('For privateAddress: the machine of the account'),
      service: z
        .string()
        .optional()
        .describe('For nodeOfTask, nodeOfLog, inspected, virtualIp and execOutput: the service'),
      slot: z.int().optional().describe('For nodeOfTask: the slot, else any running task'),
      node: z
        .string()
        .optional()
        .describe('For missingNetworks, servicesNotOn and canReach: the node whose engine is asked'),
      networks: z.array(z.string()).min(1).optional().describe('For missingNetworks: those that are looked for'),
      network: z.string().optional().describe('For servicesNotOn, virtualIp and nodesOnNetwork: the network'),
      from: z.string().optional().describe('For canReach: the compose service that would connect'),
      to: z.string().optional().describe('For canReach: the compose service it would connect to'),
      run: z.array(z.string()).min(1).optional().describe('For execOutput: the program and its words'),
      text: z.string().optional().describe('For nodeOfLog: what is in the line'),
      at: z
        .string()
        .optional()
        .describe('For inspected: the place in what docker service inspect prints, keys joined by dots'),
      literal: z.array(z.string()).optional().describe('For literal: accepted answers, case and space aside'),
    })
    .describe('How the right answer is found'),
  choices: z
    .array(z.string())
    .optional()
    .describe('Offered as buttons; `nodes` alone stands for the names of the nodes'),
});

export const checkSchema = z.discriminatedUnion('kind', [
  swarmCheck,
  nodeCheck,
  powerCheck,
  serviceCheck,
  taskCheck,
  stackCheck,
  configCheck,
  secretCheck,
  registryCheck,
  yamlCheck,
  execCheck,
  containerCheck,
  imageCheck,
  networkCheck,
  httpCheck,
  resolveCheck,
  logCheck,
  inspectCheck,
  metricCheck,
  sshCheck,
  contextCheck,
  cloudCheck,
  fileCheck,
  triedCheck,
  answerCheck,
]);
export type Check = z.infer<typeof checkSchema>;
export type CheckKind = Check['kind'];
export type CheckOf<K extends CheckKind> = Extract<Check, { kind: K }>;

export type VerdictState = 'met' | 'holding' | 'notYet' | 'couldNotCheck';

/** The answer to a check: always with a sentence. */
export interface Verdict {
  /** The check's place in its step, from 0. */
  readonly index: number;
  /** `holding`: fits now and must stay so for the settle time of the step. */
  readonly state: VerdictState;
  /** What was found, as a sentence. */
  readonly because: string;
  /** The likely cause, while it is not met. */
  readonly likely?: string;
}

/** What a learner's page shows of a check: never the expected answer. */
export interface CheckView {
  readonly title: string;
  readonly ask?: string;
  readonly choices?: readonly string[];
}
