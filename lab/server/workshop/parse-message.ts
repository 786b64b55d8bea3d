import { type ClientMessage, clientMessage, LabError, MAX_MESSAGE_BYTES } from '../../contract/index.ts';

/** A text frame of a page as a message; throws LabError badMessage or tooLarge. */
export function parseMessage(text: string): ClientMessage {
  if (text.length > MAX_MESSAGE_BYTES) {
    throw new LabError(
      'tooLarge',
      `A message had more than ${MAX_MESSAGE_BYTES / 1024} KB. Reload the page; nothing is lost.`,
    );
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new LabError('badMessage', 'A message was not JSON. Reload the page; nothing is lost.', { cause });
  }
  const parsed = clientMessage.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  // What a message has too much of is told back, and may be long.
  const where = issue?.path.length ? `${issue.path.join('.').slice(0, 100)}: ` : '';
  throw new LabError(
    'badMessage',
    `A message fits no schema (${where}${(issue?.message ?? 'unknown').slice(0, 200)}). Reload the page; nothing is lost.`,
  );
}
