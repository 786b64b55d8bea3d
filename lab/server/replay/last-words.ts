import { setTimeout as wait } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import type { Attachment, Terminal } from '../terminal/index.ts';

/** Wide enough for the tables of docker. */
const SIZE = { cols: 140, rows: 40 };
const KEPT_BYTES = 4096;
/** Output is sent to viewers in batches, a little after the terminal itself has read it. */
const BATCH_MS = 100;
const SHOWN_LINES = 2;

/** Listens to a terminal, to tell what a command that failed said. */
export interface LastWords {
  /** The last lines before the prompt, as one sentence; empty when there was nothing. */
  tell(): Promise<string>;
  end(): void;
}

/** Attaches to a terminal as one more viewer. */
export async function listenTo(terminal: Terminal): Promise<LastWords> {
  let kept = Buffer.alloc(0);
  let seen = 0;
  let attachment: Attachment | undefined;
  attachment = await terminal.attach(
    {
      send(bytes) {
        seen += bytes.length;
        kept = Buffer.concat([kept, bytes]).subarray(-KEPT_BYTES);
        // Nobody draws these bytes, so there is nothing to wait for.
        attachment?.ack(seen);
      },
      resized() {},
      ended() {},
    },
    SIZE,
  );
  return {
    async tell() {
      await wait(BATCH_MS);
      return lastLines(kept.toString('utf8'));
    },
    end: () => attachment?.detach(),
  };
}

/** The last lines of what a terminal wrote, without the prompt that comes after them. */
export function lastLines(output: string): string {
  const lines = stripVTControlCharacters(output)
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const said = / \$( |$)/.test(lines.at(-1) ?? '') ? lines.slice(0, -1) : lines;
  return said.slice(-SHOWN_LINES).join(' / ');
}
