/** One piece of a text that is to be another one; positions count a line end as one character. */
export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

/** The smallest single edit that makes one text of another, so that a cursor outside of it stays; undefined when they are the same. */
export function smallestEdit(before: string, after: string, lineBreak = '\n'): Edit | undefined {
  const [a, b] = [before.replaceAll(lineBreak, '\n'), after.replaceAll(lineBreak, '\n')];
  if (a === b) return undefined;
  const most = Math.min(a.length, b.length);
  let start = 0;
  while (start < most && a[start] === b[start]) start++;
  let end = 0;
  while (end < most - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  return { from: start, to: a.length - end, insert: b.slice(start, b.length - end).replaceAll('\n', lineBreak) };
}
