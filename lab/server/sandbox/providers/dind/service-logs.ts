import type { IncomingMessage } from 'node:http';
import { type EngineLogLine, EngineRefusal } from '../../engine-api.ts';
import { createOutputSplitter } from './exec-output.ts';

/** Of each task; what an exercise looks for is not older. */
const NEWEST_LINES = 500;
const MAX_BYTES = 1024 * 1024;
/** Where the labels in front of a line name its task and its node. */
const TASK = /com\.docker\.swarm\.task\.id=([a-z0-9]+)/;
const NODE = /com\.docker\.swarm\.node\.id=([a-z0-9]+)/;

/**
 * The newest lines of every task of a service, gathered from their nodes by a manager
 * (https://docs.docker.com/reference/api/engine/, "Get service logs").
 */
export async function readServiceLogs(
  stream: (path: string) => Promise<IncomingMessage>,
  service: string,
  signal: AbortSignal,
): Promise<readonly EngineLogLine[]> {
  const wish = `stdout=1&stderr=1&details=1&tail=${NEWEST_LINES}`;
  const answer = await stream(`/services/${encodeURIComponent(service)}/logs?${wish}`);
  const stop = () => answer.destroy(signal.reason as Error);
  signal.addEventListener('abort', stop, { once: true });
  const isRefused = (answer.statusCode ?? 0) >= 400;
  const refusal: Buffer[] = [];
  const output = createOutputSplitter(MAX_BYTES);
  try {
    for await (const chunk of answer) {
      if (isRefused) refusal.push(chunk as Buffer);
      else output.push(chunk as Buffer);
    }
  } finally {
    signal.removeEventListener('abort', stop);
  }
  if (isRefused) throw new EngineRefusal(answer.statusCode ?? 0, Buffer.concat(refusal).toString().trim());
  const { stdout, stderr } = output.output();
  return linesOf(`${stdout}${stderr}`);
}

/** Lines as the engine gives them with details: the labels of the task, a space, what the program wrote. */
export function linesOf(text: string): readonly EngineLogLine[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const space = line.indexOf(' ');
    const labels = line.slice(0, space);
    const taskId = TASK.exec(labels)?.[1];
    const memberId = NODE.exec(labels)?.[1];
    return taskId && memberId ? [{ text: line.slice(space + 1), taskId, memberId }] : [];
  });
}
