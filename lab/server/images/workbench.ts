import type Docker from 'dockerode';
import type { Logger as Log } from 'pino';
import type { Catalogue } from './catalogue.ts';

/** What every step of preparing images works with. */
export interface Workbench {
  readonly docker: Docker;
  readonly catalogue: Catalogue;
  readonly signal: AbortSignal;
  readonly log: Log;
  /** Tells the person who waits, in a plain sentence. */
  readonly tell: (sentence: string) => void;
  /** Whether the registry can be reached; asked when it first matters. */
  readonly online: () => Promise<boolean>;
}
