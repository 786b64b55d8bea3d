import { Agent } from 'node:http';
import Docker from 'dockerode';
import { LabError } from '../../../../contract/index.ts';
import { engineError } from '../../../images/index.ts';

/** The engine that runs the nodes, with its connections kept. */
export interface OuterEngine {
  readonly docker: Docker;
  readonly path: string;
  /** The answer, or the LabError that says why there is none. `doing` completes "Docker could not …". */
  ask<T>(doing: string, answer: Promise<T>): Promise<T>;
  close(): void;
}

/** Connects to the engine at a socket; nothing is asked yet. */
export function connectOuterEngine(path: string): OuterEngine {
  const agent = new Agent({ keepAlive: true });
  // The client hands the agent on to http.request; its published types leave that out.
  const options: Docker.DockerOptions & { agent: Agent } = { socketPath: path, agent };
  const docker = new Docker(options);
  return {
    docker,
    path,
    async ask(doing, answer) {
      try {
        return await answer;
      } catch (error) {
        throw outerError(error, doing, path);
      }
    },
    close: () => agent.destroy(),
  };
}

/** HTTP status of an engine's refusal; undefined when it did not answer at all. */
export function statusOf(error: unknown): number | undefined {
  const cause = error instanceof LabError ? error.cause : error;
  const status = (cause as { statusCode?: unknown } | undefined)?.statusCode;
  return typeof status === 'number' ? status : undefined;
}

/** The engine's own sentence, without what the client library puts around it. */
export function sentenceOf(error: unknown): string {
  const json = (error as { json?: { message?: unknown } } | undefined)?.json;
  if (typeof json?.message === 'string') return json.message;
  return error instanceof Error ? error.message : String(error);
}

function outerError(error: unknown, doing: string, path: string): unknown {
  const sentence = sentenceOf(error);
  if (/cannot allocate memory|resource temporarily unavailable/i.test(sentence)) {
    const mend = 'End a cluster that is not used.';
    return new LabError('full', `The host has nothing left to ${doing}. ${mend}`, { cause: error });
  }
  if (/no such image/i.test(sentence)) {
    const mend = 'Start the lab again: it makes it anew.';
    return new LabError('noImage', `The image of the nodes is gone, so Docker could not ${doing}. ${mend}`, {
      cause: error,
    });
  }
  return engineError(error, path, doing);
}
