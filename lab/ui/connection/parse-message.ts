import type { ServerMessage } from '../../contract/index.ts';

type ServerType = ServerMessage['type'];

/** Every message a server may send, with the fields a page cannot do without. */
const NEEDED = {
  welcome: ['seat', 'course', 'progress', 'sandbox', 'now'],
  sandbox: ['sandbox'],
  snapshot: ['snapshot'],
  event: ['event'],
  shells: ['shells'],
  shellOpened: ['node', 'shell'],
  shellBusy: ['node', 'shell'],
  terminalOpened: ['channel', 'cols', 'rows'],
  terminalResized: ['channel', 'cols', 'rows'],
  terminalEnded: ['channel', 'because'],
  viewers: ['channel', 'you', 'viewers'],
  keyboardAsked: ['channel', 'asker'],
  watchers: ['watchers'],
  recording: ['node', 'shell', 'on', 'by', 'because'],
  hintOffer: ['step', 'node', 'number'],
  runState: ['step', 'block', 'node', 'state'],
  blockSaved: ['step', 'block', 'path'],
  verdicts: ['step', 'verdicts', 'met'],
  progress: ['progress'],
  courseChanged: ['course'],
  pages: ['count'],
  pong: ['id'],
  notice: ['level', 'sentence'],
  problem: ['problem'],
} as const satisfies Record<ServerType, readonly string[]>;

/** A text frame as a message; undefined for what this page does not know, as a newer server may say more. */
export function parseMessage(text: string): ServerMessage | undefined {
  const json = parseJson(text);
  if (typeof json !== 'object' || json === null) return undefined;
  const message = json as Record<string, unknown>;
  const type = message.type;
  if (typeof type !== 'string' || !Object.hasOwn(NEEDED, type)) return undefined;
  const isWhole = NEEDED[type as ServerType].every((field) => message[field] !== undefined);
  // Proven by its type and the fields above; the server is of the same release and checks what it sends by its types.
  return isWhole ? (json as ServerMessage) : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
