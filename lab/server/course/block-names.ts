import { createHash } from 'node:crypto';

/** Gives the blocks of a step names that stay while their text does, wherever they are moved. */
export class BlockNames {
  readonly #given = new Map<string, number>();

  next(type: string, text: string): string {
    const name = `${type}-${createHash('sha256').update(text).digest('hex').slice(0, 8)}`;
    const count = (this.#given.get(name) ?? 0) + 1;
    this.#given.set(name, count);
    return count === 1 ? name : `${name}-${count}`;
  }
}
