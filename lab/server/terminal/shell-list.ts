import { LabError, MAIN_SHELL, MAX_SHELLS_PER_NODE, type ShellNames } from '../../contract/index.ts';

/** A shell beside the main one is named by a number. Other names are the lab's own, such as lines of the mesh. */
const FIRST = 2;
const NUMBER = /^[2-9]$/;

/** Which shells the nodes of a sandbox have: the main one always, others under numbers. */
export class ShellList {
  readonly #numbers: ReadonlyMap<string, Set<string>>;

  constructor(nodes: readonly string[]) {
    this.#numbers = new Map(nodes.map((node) => [node, new Set()]));
  }

  /** By node; the main one first, then by number. */
  get names(): ShellNames {
    return Object.fromEntries(
      [...this.#numbers].map(([node, numbers]) => [node, [MAIN_SHELL, ...[...numbers].sort()]]),
    );
  }

  has(node: string, shell: string): boolean {
    return shell === MAIN_SHELL || (this.#numbers.get(node)?.has(shell) ?? false);
  }

  /** Takes the least number that is free. `isTaken` names those that are still going. Fails with tooMany. */
  take(node: string, isTaken: (shell: string) => boolean): string {
    const numbers = this.#numbers.get(node) ?? new Set();
    for (let number = FIRST; number < FIRST + MAX_SHELLS_PER_NODE - 1; number++) {
      const shell = String(number);
      if (numbers.has(shell) || isTaken(shell)) continue;
      numbers.add(shell);
      return shell;
    }
    throw new LabError(
      'tooMany',
      `${node} has ${MAX_SHELLS_PER_NODE} shells, and that is the most. Close one, then open another.`,
    );
  }

  /** Takes in what a node holds; what is no learner's shell is left out. */
  found(node: string, shells: readonly string[]): void {
    for (const shell of shells) if (NUMBER.test(shell)) this.#numbers.get(node)?.add(shell);
  }

  /** Whether it was there. */
  remove(node: string, shell: string): boolean {
    return this.#numbers.get(node)?.delete(shell) ?? false;
  }
}
