import { MAIN_SHELL, type ShellNames } from '../../contract/index.ts';

/** Which terminal: a shell of a node. */
export interface TerminalPlace {
  readonly node: string;
  readonly shell: string;
}

/** A terminal of the page, as tabs and panes know it. */
export interface NamedTerminal extends TerminalPlace {
  /** Stands for it in layouts and as a key. */
  readonly id: string;
  /** What a person reads. */
  readonly name: string;
  /** Whether it may be closed: the main shell stays. */
  readonly canClose: boolean;
}

/** The key of a terminal. */
export function terminalId({ node, shell }: TerminalPlace): string {
  return `${node}/${shell}`;
}

/** All terminals in the order of their tabs. Nodes of which nothing is said yet have their main one. */
export function listTerminals(nodes: readonly string[], shells: ShellNames | undefined): readonly NamedTerminal[] {
  return nodes.flatMap((node) =>
    (shells?.[node] ?? [MAIN_SHELL]).map((shell) => {
      const isMain = shell === MAIN_SHELL;
      return {
        node,
        shell,
        id: terminalId({ node, shell }),
        name: isMain ? node : `${node} · ${shell}`,
        canClose: !isMain,
      };
    }),
  );
}
