import { z } from 'zod';
import { type Check, type CheckView, checkSchema } from './checks.ts';
import type { CoursePicture, LivePictureName } from './pictures.ts';

const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower-case words joined by hyphens');

/** What a fault block or the map does to a node. */
export const faultAction = z.enum(['stop', 'start', 'pause', 'resume']);
export type FaultAction = z.infer<typeof faultAction>;

/** What is done on a node: a command, run by bash as root at home, or a fault. */
const nodeDeed = z.union([
  z.strictObject({ node: z.string(), run: z.string().min(1) }),
  z.strictObject({ node: z.string(), fault: faultAction }),
]);

/** A wrong way that learners take, what the lab must say of it, and the way back. Never shown; rehearse takes it. */
export const stepMistake = z.strictObject({
  title: z.string().min(1).max(80),
  do: z
    .array(nodeDeed)
    .min(1)
    .describe('The wrong way: run one after another before anything else of the step is done'),
  says: z.string().min(3).describe('Part of what a check says then: the sentence that names the cause'),
  undo: z.array(nodeDeed).default([]).describe('Back to where the step began'),
});
export type StepMistake = z.infer<typeof stepMistake>;

/** The front matter of a step's Markdown file. */
export const stepFrontMatter = z.strictObject({
  id: id.describe('Stable: progress is kept by it'),
  title: z.string().min(1).max(80),
  minutes: z.int().min(1).max(60),
  settleSeconds: z.number().min(0).max(30).default(1).describe('How long all checks must hold at once'),
  limitSeconds: z.int().min(5).max(600).default(60).describe('How long rehearse waits for green after the last block'),
  detour: z
    .boolean()
    .default(false)
    .describe('Nothing of it is left for later steps: left out when a cluster is brought to a later part'),
  checks: z.array(checkSchema).min(1),
  mistakes: z.array(stepMistake).default([]).describe('Wrong ways that rehearse --mistakes takes first'),
});
export type StepFrontMatter = z.infer<typeof stepFrontMatter>;

const nodeNameList = z
  .array(z.string().regex(/^[a-z][a-z0-9-]{0,30}$/))
  .min(1)
  .max(7);

/** Files that lie on a node from the start. */
export const courseFiles = z.strictObject({
  node: z.string(),
  to: z
    .string()
    .regex(/^(~\/|\/)[^/]/, 'an absolute path, or one that begins with ~/')
    .describe('The folder on the node'),
  from: z.string().min(1).describe('The folder they are taken from, by its path from the folder of the course'),
  only: z.array(z.string()).min(1).optional().describe('Files and folders of it that are taken (default: all)'),
});
export type CourseFiles = z.infer<typeof courseFiles>;

/** course.yaml */
export const courseManifest = z.strictObject({
  id,
  title: z.string().min(1).max(80),
  summary: z.string().min(1).max(400),
  nodes: nodeNameList.describe('Host names, in order'),
  images: z.array(z.string()).default([]).describe('Image references that every node has from the start'),
  files: z.array(courseFiles).default([]).describe('Files that lie on nodes from the start'),
  recordings: z.literal(true).optional().describe('The terminals of learners are recorded; every page says so'),
  modules: z
    .array(
      z.strictObject({
        id,
        title: z.string().min(1).max(80),
        start: z
          .union([z.literal('engines'), z.strictObject({ after: id })])
          .describe('engines: bare engines; after: the end of another module'),
        nodes: nodeNameList
          .optional()
          .describe('Other nodes than those of the course: the module has a cluster of its own'),
        spares: nodeNameList.optional().describe('Machines of that cluster that are not there until they are created'),
        interfaces: z
          .literal(2)
          .optional()
          .describe('Every node has a second network interface, with a public address'),
        cloud: z
          .literal(true)
          .optional()
          .describe('The machines are rented from a simulated cloud with the aws command; it runs on the first node'),
        real: z.boolean().default(false).describe('It needs real engines: simulated nodes cannot do what it asks for'),
        steps: z.array(z.string()).min(1).describe('Markdown files, from the folder of the course'),
      }),
    )
    .min(1),
});
export type CourseManifest = z.infer<typeof courseManifest>;

/** What can be done with a block beside pressing it. */
interface Replayable {
  /** Left out when the step is replayed: another way to the goal, or one that destroys. */
  readonly skip?: true;
}

/** A piece of a step's body, in reading order. */
export type StepBlock =
  | { readonly type: 'html'; readonly html: string }
  | (Replayable & {
      readonly type: 'run';
      /** Unique in the step and stable while the text is: used to show what ran. */
      readonly id: string;
      readonly nodes: readonly string[];
      readonly lines: string;
      /** Highlighted lines. */
      readonly html: string;
    })
  | (Replayable & {
      readonly type: 'save';
      readonly id: string;
      readonly node: string;
      readonly path: string;
      readonly text: string;
      readonly html: string;
    })
  | (Replayable & {
      readonly type: 'fault';
      readonly id: string;
      readonly action: FaultAction;
      readonly nodes: readonly string[];
      readonly title: string;
    })
  | {
      readonly type: 'live';
      readonly picture: LivePictureName;
      /** What it shows, in words. */
      readonly alt: string;
      readonly caption: string;
    }
  | {
      readonly type: 'fold';
      readonly kind: 'hint' | 'solution' | 'output';
      readonly title: string;
      readonly blocks: readonly StepBlock[];
    };

/** A step as the learner's page needs it. */
export interface StepView {
  readonly id: string;
  readonly title: string;
  readonly minutes: number;
  readonly module: string;
  readonly settleSeconds: number;
  readonly blocks: readonly StepBlock[];
  readonly checks: readonly CheckView[];
}

export interface StepOutline {
  readonly id: string;
  readonly title: string;
  readonly minutes: number;
}
export interface ModuleOutline {
  readonly id: string;
  readonly title: string;
  /** The machines of its cluster when it has one of its own, those that are created later among them. */
  readonly ownNodes?: readonly string[];
  /** Modules with the same text here work on the same kind of cluster (see clusterKey). */
  readonly cluster?: string;
  readonly steps: readonly StepOutline[];
}
/** A course as a catalogue and a step picker need it. */
export interface CourseOutline {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly nodes: readonly string[];
  readonly minutes: number;
  readonly modules: readonly ModuleOutline[];
}

/** A finding of `lint`. */
export interface CourseIssue {
  readonly level: 'error' | 'warning';
  readonly code: string;
  readonly message: string;
  readonly file: string;
  /** From 1; absent when the finding is about the whole file. */
  readonly line?: number;
}

/** A step with what the server needs to prove it. */
export interface CourseStep {
  readonly view: StepView;
  readonly checks: readonly Check[];
  readonly settleSeconds: number;
  readonly limitSeconds: number;
  /** Nothing of it is left for later steps. */
  readonly detour: boolean;
  readonly mistakes: readonly StepMistake[];
}

/** The machines that a module works on. */
export interface ClusterShape {
  readonly nodes: readonly string[];
  /** Machines that are not there until they are created. */
  readonly spares: readonly string[];
  readonly interfaces: 1 | 2;
  /** Its spares are rented from a simulated cloud. */
  readonly cloud?: true;
}

/** A short text that two shapes share when the machines are the same. */
export function clusterKey({
  nodes,
  spares,
  interfaces,
  cloud,
}: Pick<ClusterShape, 'nodes'> & {
  readonly [K in 'spares' | 'interfaces']?: ClusterShape[K];
} & { readonly cloud?: boolean }): string {
  const words = [nodes.join(' '), spares?.join(' ') ?? '', interfaces ?? 1, cloud ? 'cloud' : ''];
  return words.join('/');
}

export interface CourseModule {
  readonly id: string;
  readonly title: string;
  readonly start: CourseManifest['modules'][number]['start'];
  readonly shape: ClusterShape;
  readonly real: boolean;
  readonly steps: readonly CourseStep[];
}

/** A course that was loaded without an error. */
export interface Course {
  readonly outline: CourseOutline;
  readonly images: readonly string[];
  /** Whether the terminals of learners are recorded. */
  readonly isRecorded?: true;
  /** `from` is an absolute path here. */
  readonly files: readonly CourseFiles[];
  readonly modules: readonly CourseModule[];
  /** Pictures with an address of their own, by their paths. */
  readonly pictures: ReadonlyMap<string, CoursePicture>;
}
