import { createInterface } from 'node:readline/promises';

/** Asks for a yes on the terminal; Enter alone means yes, Ctrl+D no. */
export async function askYes(question: string, signal: AbortSignal): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  const closed = new Promise<string>((done) => lines.once('close', () => done('n')));
  // The terminal's Ctrl+C comes to readline, not to the process, while it asks.
  lines.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    const answer = await Promise.race([lines.question(`${question} [Y/n] `, { signal }), closed]);
    return /^(y|yes|)$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}
