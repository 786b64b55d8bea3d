import type { ShellSize } from '../sandbox/index.ts';

/** What waits for a screen, in order. */
export type ScreenEntry =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'resize'; readonly size: ShellSize }
  | { readonly kind: 'reached'; readonly call: () => void };

/** Takes up to so many bytes of output from the front, up to the first entry that is none. */
export function takeBytes(entries: ScreenEntry[], most: number): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let room = most;
  let used = 0;
  while (room > 0) {
    const entry = entries[used];
    if (entry?.kind !== 'bytes') break;
    parts.push(entry.bytes.subarray(0, room));
    if (entry.bytes.length > room) {
      entries[used] = { kind: 'bytes', bytes: entry.bytes.subarray(room) };
      break;
    }
    room -= entry.bytes.length;
    used += 1;
  }
  entries.splice(0, used);
  return parts;
}
