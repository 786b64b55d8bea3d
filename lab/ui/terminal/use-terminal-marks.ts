import { reactive } from 'vue';

/** What a tab says of a terminal beside its name. */
export interface TerminalMarks {
  readonly isFresh: boolean;
  readonly hasRung: boolean;
  readonly hasEnded: boolean;
  readonly title: string;
}

const NONE: TerminalMarks = { isFresh: false, hasRung: false, hasEnded: false, title: '' };

/** Marks of terminals: those for what was not seen go when it is. */
export function useTerminalMarks(): {
  of(terminal: string): TerminalMarks;
  set(terminal: string, marks: Partial<TerminalMarks>): void;
  seen(terminal: string): void;
  forget(terminal: string): void;
} {
  const marks = reactive(new Map<string, TerminalMarks>());
  const of = (terminal: string): TerminalMarks => marks.get(terminal) ?? NONE;
  const set = (terminal: string, some: Partial<TerminalMarks>): void => {
    marks.set(terminal, { ...of(terminal), ...some });
  };
  return {
    of,
    set,
    seen: (terminal) => {
      const { isFresh, hasRung } = of(terminal);
      if (isFresh || hasRung) set(terminal, { isFresh: false, hasRung: false });
    },
    forget: (terminal) => void marks.delete(terminal),
  };
}
