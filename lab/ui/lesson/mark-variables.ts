import { VARIABLES, variablesIn } from '../../contract/index.ts';

const BRACES = /\{\{\s*([\w.-]+)\s*\}\}/g;

/** Whether lines have places that the lab fills in when they run. */
export function hasVariables(lines: string): boolean {
  return variablesIn(lines).length > 0;
}

/** Highlighted lines with each `{{variable}}` as a pill, however the highlighter cut it into pieces. */
export function markVariables(html: string): string {
  if (!html.includes('{')) return html;
  const holder = document.createElement('template');
  holder.innerHTML = html;
  const text = holder.content.textContent ?? '';
  // Docker's own templates have braces too and stay as they are.
  const names = variablesIn(text);
  const found = [...text.matchAll(BRACES)].filter(([, name = '']) => names.includes(name));
  // From the last to the first, so that the places of those before stay true.
  for (const match of found.toReversed()) {
    const range = rangeOf(holder.content, match.index, match.index + match[0].length);
    range.deleteContents();
    range.insertNode(pillOf(match[1] ?? ''));
  }
  return holder.innerHTML;
}

function pillOf(name: string): HTMLElement {
  const pill = document.createElement('span');
  pill.className = 'variable';
  pill.textContent = VARIABLES[name]?.replace(/^The /, '') ?? name.replace(/^address\./, 'address of ');
  pill.title = 'The lab fills this in from your cluster when you press Run.';
  return pill;
}

/** A range over the characters from `start` to `end` of all text below a node. */
function rangeOf(root: Node, start: number, end: number): Range {
  const range = document.createRange();
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  let passed = 0;
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const length = text.textContent?.length ?? 0;
    if (start >= passed && start < passed + length) range.setStart(text, start - passed);
    if (end > passed && end <= passed + length) {
      range.setEnd(text, end - passed);
      break;
    }
    passed += length;
  }
  return range;
}
