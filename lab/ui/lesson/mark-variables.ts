const VARIABLE = /\{\{\s*([\w.-]+)\s*\}\}/g;

/** What the lab fills in for a variable, for the reader. */
const MEANINGS: Readonly<Record<string, string>> = {
  'token.manager': 'join token for managers',
  'token.worker': 'join token for workers',
  'address.leader': 'address of the leader',
};

/** Whether lines have places that the lab fills in when they run. */
export function hasVariables(lines: string): boolean {
  return lines.search(VARIABLE) >= 0;
}

/** Highlighted lines with each `{{variable}}` as a pill, however the highlighter cut it into pieces. */
export function markVariables(html: string): string {
  if (!html.includes('{')) return html;
  const holder = document.createElement('template');
  holder.innerHTML = html;
  // From the last to the first, so that the places of those before stay true.
  for (const found of [...textOf(holder.content).matchAll(VARIABLE)].toReversed()) {
    const range = rangeOf(holder.content, found.index, found.index + found[0].length);
    const pill = document.createElement('span');
    const name = found[1] ?? '';
    pill.className = 'variable';
    pill.textContent = MEANINGS[name] ?? name;
    pill.title = 'The lab fills this in from your cluster when you press Run.';
    range.deleteContents();
    range.insertNode(pill);
  }
  return holder.innerHTML;
}

function textOf(root: Node): string {
  return root.textContent ?? '';
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
