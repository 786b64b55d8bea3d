import type { MarkdownIt, StateBlock, Token } from 'markdown-it';

/** Names of `:::` containers, with what they make. */
export const CONTAINERS = {
  hint: 'A folded hint; the words after it are its title',
  solution: 'A folded solution; rehearse replays what is in it',
  output: 'What the learner should see, folded',
  note: 'A remark set apart',
  warn: 'A warning set apart',
} as const;
export type ContainerName = keyof typeof CONTAINERS;

/** A container's words, and whether its end was found. */
export interface ContainerMeta {
  readonly name: string;
  readonly title: string;
  readonly isClosed: boolean;
}

/** What the opening piece of a container carries. */
export function containerOf(token: Token): ContainerMeta {
  const { name = '', title = '', isClosed = true } = token.meta ?? {};
  return { name: String(name), title: String(title), isClosed: isClosed === true };
}

const MARK = /^:::+[ \t]*(\S*)[ \t]*(.*?)[ \t]*$/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;

/** Teaches Markdown the `::: name` … `:::` containers, which may stand in one another. */
export function containers(markdown: MarkdownIt): void {
  markdown.block.ruler.before('fence', 'container', readContainer, {
    alt: ['paragraph', 'reference', 'blockquote', 'list'],
  });
  markdown.renderer.rules.container_open = (tokens, index) => {
    const isWarning = tokens[index] !== undefined && containerOf(tokens[index]).name === 'warn';
    return `<div class="note ${isWarning ? 'warn' : 'info'}" role="note"><div class="prose">\n`;
  };
  markdown.renderer.rules.container_close = () => '</div></div>\n';
  markdown.renderer.rules.container_stray = () => '';
}

function readContainer(state: StateBlock, start: number, end: number, isProbe: boolean): boolean {
  const [, name = '', title = ''] = MARK.exec(lineOf(state, start)) ?? [];
  if (!lineOf(state, start).startsWith(':::')) return false;
  if (isProbe) return true;
  if (name === '') {
    state.push('container_stray', '', 0).map = [start, start + 1];
    state.line = start + 1;
    return true;
  }
  const close = closingLine(state, start + 1, end);
  const isClosed = close !== undefined;
  const last = close ?? end;
  const open = state.push('container_open', 'div', 1);
  open.map = [start, last];
  open.meta = { name, title, isClosed };
  readInside(state, start + 1, last);
  state.push('container_close', 'div', -1);
  state.line = isClosed ? last + 1 : last;
  return true;
}

function readInside(state: StateBlock, start: number, end: number): void {
  const { lineMax, parentType } = state;
  state.lineMax = end;
  state.parentType = 'container';
  state.md.block.tokenize(state, start, end);
  state.lineMax = lineMax;
  state.parentType = parentType;
}

/** The line of the `:::` that closes; what stands in fences closes and opens nothing. */
function closingLine(state: StateBlock, start: number, end: number): number | undefined {
  let depth = 1;
  let fence: string | undefined;
  for (let line = start; line < end; line++) {
    const text = lineOf(state, line);
    const mark = FENCE.exec(text)?.[1];
    if (fence !== undefined) {
      if (mark?.startsWith(fence) && text.trim() === mark) fence = undefined;
      continue;
    }
    if (mark !== undefined) fence = mark;
    const [, name] = MARK.exec(text) ?? [];
    if (name === undefined) continue;
    depth += name === '' ? -1 : 1;
    if (depth === 0) return line;
  }
  return undefined;
}

function lineOf(state: StateBlock, line: number): string {
  return state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line]);
}
