import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';

/** The folder that all containers share, and what lies in it. */
export const MODES = ['scan', 'queue'] as const;
export type Mode = (typeof MODES)[number];

const FILMS = '/films/in';
const done = (mode: Mode): string => `/films/done-by-${mode}`;

/** How films are handed out: MODE of the compose file. */
export const mode: Mode = process.env.MODE === 'queue' ? 'queue' : 'scan';

/** Makes the folders and thirty films, unless they are there. */
export function fillFolder(): void {
  for (const folder of [FILMS, ...MODES.map(done)]) mkdirSync(folder, { recursive: true });
  for (let n = 1; n <= 30; n++) writeFileSync(`${FILMS}/film-${String(n).padStart(2, '0')}`, 'moving pictures');
}

export const films = (): string[] => list(FILMS);

/** One entry for each time that a film was transcoded: the film, a colon, the worker. */
export const results = (of: Mode): string[] => list(done(of));

export const keepResult = (film: string, worker: string): void =>
  writeFileSync(`${done(mode)}/${film}:${worker}`, 'fewer moving pictures');

function list(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    // The studio has not made the folder yet.
    return [];
  }
}
