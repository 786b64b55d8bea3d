import type { ServerMessage } from '../../contract/index.ts';
import type { SocketLike } from './line.ts';

/** A socket for tests: what was sent is kept, what the server says is said by hand. */
export class FakeSocket implements SocketLike {
  binaryType = '';
  readyState = 0;
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  readonly sent: unknown[] = [];
  isClosed = false;

  send(data: string | Uint8Array): void {
    this.sent.push(typeof data === 'string' ? JSON.parse(data) : data);
  }
  close(): void {
    this.readyState = 3;
    this.isClosed = true;
  }
  /** The server says something. */
  say(message: ServerMessage): void {
    this.readyState = 1;
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  /** The server greets, which makes the line live. */
  welcome(change: Partial<Extract<ServerMessage, { type: 'welcome' }>> = {}): void {
    this.say({ ...WELCOME, ...change });
  }
  /** The connection breaks. */
  break(): void {
    this.readyState = 3;
    this.onclose?.();
  }
  /** Messages of one type that were sent. */
  sentOf(type: string): unknown[] {
    return this.sent.filter((m) => typeof m === 'object' && m !== null && 'type' in m && m.type === type);
  }
}

const step = (id: string) => ({ id, title: `Step ${id}`, minutes: 5 });

/** What a server of a small course says first. */
export const WELCOME: Extract<ServerMessage, { type: 'welcome' }> = {
  type: 'welcome',
  seat: { id: 's1', name: 'A learner', link: '/s/secret' },
  course: {
    id: 'course',
    title: 'A course',
    summary: 'Short.',
    nodes: ['node1', 'node2'],
    minutes: 15,
    modules: [
      { id: 'one', title: 'First module', steps: [step('a'), step('b')] },
      { id: 'two', title: 'Second module', steps: [step('c')] },
    ],
  },
  progress: { step: 'a', met: {} },
  sandbox: {
    state: 'ready',
    nodes: [
      { name: 'node1', up: true },
      { name: 'node2', up: true },
    ],
    message: 'Your nodes are up.',
  },
  now: 1_000_000,
  version: '1',
  standIns: [],
  commands: 'keep',
};
