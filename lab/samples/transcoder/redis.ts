import { once } from 'node:events';
import { connect } from 'node:net';

/** One command to Redis in its own words (https://redis.io/docs/latest/develop/reference/protocol-spec/); the answer is a text, or null. */
export async function redis(...words: string[]): Promise<string | null> {
  const socket = connect({ host: 'redis', port: 6379 });
  try {
    socket.write(`*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`);
    const [bytes] = await once(socket, 'data', { signal: AbortSignal.timeout(2000) });
    const [head = '', text] = String(bytes).split('\r\n');
    if (head.startsWith('-')) throw new Error(head.slice(1));
    if (head === '$-1') return null;
    return head.startsWith('$') ? (text ?? null) : head.slice(1);
  } finally {
    socket.destroy();
  }
}
