import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { linesOf, readServiceLogs } from './service-logs.ts';

const LABELS = 'com.docker.swarm.node.id=n1,com.docker.swarm.service.id=s1,com.docker.swarm.task.id=t1';
const signal = AbortSignal.timeout(5000);

/** A frame of the engine's answer. */
function frame(text: string, stream = 1): Buffer {
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
}
const answerOf = (statusCode: number, ...chunks: Buffer[]) =>
  Object.assign(Readable.from(chunks), { statusCode }) as unknown as IncomingMessage;

it('reads the lines of both streams with the task and the node they come from', async () => {
  const asked: string[] = [];
  const answer = answerOf(200, frame(`${LABELS} größer\n`), frame(`${LABELS} an error\n`, 2), frame(`${LABELS} \n`));
  const read = async (path: string) => {
    asked.push(path);
    return answer;
  };
  expect(await readServiceLogs(read, 'a/../b', signal)).toEqual([
    { text: 'größer', taskId: 't1', memberId: 'n1' },
    { text: '', taskId: 't1', memberId: 'n1' },
    { text: 'an error', taskId: 't1', memberId: 'n1' },
  ]);
  expect(asked).toEqual(['/services/a%2F..%2Fb/logs?stdout=1&stderr=1&details=1&tail=500']);
});

it('tells why the engine refuses', async () => {
  const answer = answerOf(404, Buffer.from('{"message":"service x not found"}'));
  await expect(readServiceLogs(async () => answer, 'x', signal)).rejects.toThrow('service x not found');
});

it('leaves out what is no line of a task', () => {
  expect(linesOf(`${LABELS} one\n\nerror from daemon in stream\n`)).toEqual([
    { text: 'one', taskId: 't1', memberId: 'n1' },
  ]);
});
