import { z } from 'zod';

/** POST /api/seat/previews: a port of a node of the seat, for a browser. */
export const previewRequest = z.strictObject({
  node: z.string().min(1).max(40),
  port: z.int('A port is a whole number.').min(1, 'Ports go from 1 to 65535.').max(65_535, 'Ports go from 1 to 65535.'),
  /** The name the requests are for, where a proxy chooses by it. */
  host: z
    .string()
    .max(253)
    .regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/i, 'A host is a name such as devcoin.dev-lab.io.')
    .optional(),
});
export type PreviewRequest = z.infer<typeof previewRequest>;

/** What opens a preview: whoever has the key sees the port. */
export interface PreviewAnswer {
  readonly key: string;
  readonly label: string;
  /** The Host that the port is asked with. */
  readonly host: string;
}

/** GET /api/previews: how this page may reach previews. */
export interface PreviewWays {
  /** Says which server answers: on another machine the same name can lead to another lab. */
  readonly lab: string;
  /** Names below which each preview has a name of its own, with a port where it is not the page's; to be tried in order. */
  readonly names: readonly string[];
  /** The port that serves one preview at a time, where there are no such names. */
  readonly port?: number;
}

/** The first label of the name that only says which lab answers, and the path to ask there. */
export const PROBE_LABEL = 'preview-probe';
export const PROBE_PATH = '/.devcoin-lab/probe';
/** Asked on a preview: whether the port would answer now. */
export const ALIVE_PATH = '/.devcoin-lab/alive';
/** What the pane and the page of a dead port say to one another by postMessage. */
export const PREVIEW_MESSAGE = 'devcoin-lab-preview';

export interface PreviewMessage {
  readonly from: typeof PREVIEW_MESSAGE;
  /** From the pane: how the page looks. */
  readonly theme?: 'light' | 'dark';
  /** From the page of a dead port: why it is dead. */
  readonly dead?: string;
  /** From there too: another port was chosen. */
  readonly go?: { readonly node: string; readonly port: number; readonly host?: string };
}

/** The host of a preview below a name. */
export function previewHost({ label, key }: Pick<PreviewAnswer, 'label' | 'key'>, name: string): string {
  return `${label}--${key}.${name}`;
}

/** The path that opens a preview on the second port. */
export function previewDoor(key: string, path: string): string {
  return `/~${key}${path}`;
}
