/**
 * Cuts a block of shell lines into units that the shell can run one after another: a line, or the lines of a loop, a here document,
 * an open quote or a trailing backslash together. Knows as much of bash as that takes; where it errs, the shell's own marks decide.
 */
export function commandUnits(block: string): string[] {
  const units: string[] = [];
  let reader = new LineReader();
  let lines: string[] = [];
  for (const line of block.replace(/\r\n?/g, '\n').split('\n')) {
    if (lines.length === 0 && line.trim() === '') continue;
    lines.push(line);
    reader.read(line);
    if (reader.isOpen) continue;
    units.push(lines.join('\n'));
    lines = [];
    reader = new LineReader();
  }
  const rest = lines.join('\n').trimEnd();
  return rest ? [...units, rest] : units;
}

/** Words that open a construct where a command may stand, and what closes it. */
const OPENERS: Readonly<Record<string, string>> = {
  for: 'done',
  while: 'done',
  until: 'done',
  select: 'done',
  if: 'fi',
  case: 'esac',
  '{': '}',
};
/** Words after which another command stands. */
const LEADERS = new Set(['do', 'then', 'else', 'elif', '!', 'time', 'while', 'until', 'if', '{']);
const OPERATOR = /^(?:&&|\|\||\|&|;;&?|;&|[|;&])/;
const HERE_DOCUMENT = /^<<(-?)[ \t]*(?:'([^']*)'|"([^"]*)"|\\?([^\s;&|<>()'"]+))/;

class LineReader {
  /** What is open, innermost last: a closing word, `)`, `"`, `'` or a backquote. */
  #open: string[] = [];
  #hereDocuments: { readonly end: string; readonly strip: boolean }[] = [];
  #isContinued = false;
  /** Whether a command may begin here, so that words are keywords. */
  #isCommand = true;

  get isOpen(): boolean {
    return this.#open.length > 0 || this.#hereDocuments.length > 0 || this.#isContinued;
  }

  read(line: string): void {
    const document = this.#hereDocuments[0];
    if (document && !this.#isContinued) {
      if ((document.strip ? line.replace(/^\t+/, '') : line) === document.end) this.#hereDocuments.shift();
      return;
    }
    if (!this.#isContinued) this.#isCommand = true;
    this.#isContinued = false;
    let rest = line;
    let isWordStart = true;
    while (rest) {
      if (isWordStart && rest.startsWith('#') && !this.#inQuotes()) return;
      const length = this.#step(rest, isWordStart);
      isWordStart = !this.#inQuotes() && /[\s;&|()]/.test(rest[length - 1] ?? '');
      rest = rest.slice(length);
    }
  }

  #inQuotes(): boolean {
    const inner = this.#open.at(-1);
    return inner === '"' || inner === "'" || inner === "$'";
  }

  /** Reads a bit off the start and says how long it was. */
  #step(rest: string, isWordStart: boolean): number {
    const inner = this.#open.at(-1);
    if (inner === "'") return this.#toQuote(rest);
    if (rest === '\\') {
      this.#isContinued = true;
      return 1;
    }
    if (rest.startsWith('\\')) return 2;
    if (inner === "$'") return rest[0] === "'" ? this.#close(1) : 1;
    const expansion = this.#expansion(rest, inner);
    if (expansion > 0) return expansion;
    return inner === '"' ? 1 : this.#plain(rest, isWordStart, inner);
  }

  #toQuote(rest: string): number {
    const end = rest.indexOf("'");
    return end < 0 ? rest.length : this.#close(end + 1);
  }

  /** What means the same inside and outside of double quotes. */
  #expansion(rest: string, inner: string | undefined): number {
    if (rest.startsWith('$(')) return this.#push(')', 2, true);
    if (rest.startsWith('${')) return this.#push('${', 2, false);
    if (inner === '${' && rest[0] === '}') return this.#close(1);
    if (rest[0] === '"') return inner === '"' ? this.#close(1) : this.#push('"', 1, false);
    if (rest[0] === '`') return inner === '`' ? this.#close(1) : this.#push('`', 1, true);
    return 0;
  }

  #plain(rest: string, isWordStart: boolean, inner: string | undefined): number {
    if (rest.startsWith("$'")) return this.#push("$'", 2, false);
    if (rest[0] === "'") return this.#push("'", 1, false);
    if (inner === '${') return 1;
    const isArithmetic = inner === ')' && this.#open.at(-2) === ')';
    const document = isArithmetic || rest.startsWith('<<<') ? undefined : HERE_DOCUMENT.exec(rest);
    if (document) {
      this.#hereDocuments.push({ end: document[2] ?? document[3] ?? document[4] ?? '', strip: document[1] === '-' });
      return document[0].length;
    }
    if (rest.startsWith('<<<')) return 3;
    if (rest[0] === '(') return this.#push(')', 1, true);
    if (rest[0] === ')') return this.#closeParenthesis(inner);
    const operator = OPERATOR.exec(rest)?.[0];
    if (operator) return this.#operator(operator, rest);
    return isWordStart ? this.#word(rest) : 1;
  }

  /** In a case a pattern ends with a parenthesis that nothing opened. */
  #closeParenthesis(inner: string | undefined): number {
    if (inner === ')') this.#open.pop();
    this.#isCommand = true;
    return 1;
  }

  #operator(operator: string, rest: string): number {
    this.#isCommand = true;
    const isLast = /^\s*(?:#.*)?$/.test(rest.slice(operator.length));
    if (isLast && ['|', '|&', '&&', '||'].includes(operator)) this.#isContinued = true;
    return operator.length;
  }

  #word(rest: string): number {
    const word = /^[^\s;&|()<>'"`$\\]+/.exec(rest)?.[0];
    if (!word) return 1;
    const isWhole = /^[\s;&|()<>]|^$/.test(rest.slice(word.length));
    if (this.#isCommand && isWhole) this.#keyword(word);
    else this.#isCommand = false;
    return word.length;
  }

  #keyword(word: string): void {
    const closer = OPENERS[word];
    if (closer) this.#open.push(closer);
    else if (word === this.#open.at(-1)) this.#open.pop();
    this.#isCommand = LEADERS.has(word) || /^[A-Za-z_]\w*\+?=/.test(word);
  }

  #push(closer: string, length: number, isCommand: boolean): number {
    this.#open.push(closer);
    this.#isCommand = isCommand;
    return length;
  }

  #close(length: number): number {
    this.#open.pop();
    this.#isCommand = false;
    return length;
  }
}
