import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

const keys = z.array(z.string().max(80)).max(200);

/** Which terminals a learner wants recorded: kept, as a server that starts anew goes on with them. */
export class WantedRecordings {
  readonly #path: string;
  readonly #keys: Set<string>;

  constructor(path: string) {
    this.#path = path;
    this.#keys = new Set(readKeys(path));
  }

  has(key: string): boolean {
    return this.#keys.has(key);
  }

  add(key: string): void {
    this.#keys.add(key);
    this.#keep();
  }

  remove(key: string): void {
    if (this.#keys.delete(key)) this.#keep();
  }

  #keep(): void {
    if (this.#keys.size === 0) {
      rmSync(this.#path, { force: true });
      return;
    }
    mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
    writeFileSync(this.#path, JSON.stringify([...this.#keys]), { mode: 0o600 });
  }
}

/** A file that is not there, or was cut off by a full disk, wants nothing. */
function readKeys(path: string): readonly string[] {
  try {
    return keys.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return [];
  }
}
