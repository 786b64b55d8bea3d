import { describe, expect, it } from 'vitest';
import type { CourseIssue, StepBlock } from '../../../contract/index.ts';
import { reportOn } from '../rules.ts';
import { readBody } from '../step-blocks.ts';
import { photosOf, readPictures } from './read-pictures.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const files = new Map<string, Uint8Array>([
  ['pictures/drawn.svg', Buffer.from('<svg viewBox="0 0 340 9"><text>a word</text></svg>')],
  ['pictures/a photo.png', PNG],
]);

function read(markdown: string): { blocks: readonly StepBlock[]; issues: CourseIssue[] } {
  const issues: CourseIssue[] = [];
  const pictures = { course: 'devcoin', found: readPictures(files, issues) };
  const blocks = readBody(markdown, { nodes: ['node1'], pictures, firstLine: 1, report: reportOn('01.md', issues) });
  return { blocks, issues };
}
const html = (markdown: string): string =>
  read(markdown)
    .blocks.map((b) => (b.type === 'html' ? b.html : ''))
    .join('');

describe('a picture in a step', () => {
  it('is drawn into the page with its words for those who do not see it, and its caption', () => {
    const shown = html('![One "box" & a word](pictures/drawn.svg "Seen <below>")');
    expect(shown).toContain('<svg role="img" aria-label="One &quot;box&quot; &amp; a word" viewBox="0 0 340 9">');
    expect(shown).toContain('<text>a word</text>');
    expect(shown).toContain('<figcaption>Seen &lt;below&gt;</figcaption></figure>');
  });

  it('is loaded when it is a photo, with its size and by an address that changes with it', () => {
    const shown = html('![A photo](<pictures/a photo.png>)');
    const { version } = photosOf(readPictures(files, [])).get('pictures/a photo.png') ?? {};
    expect(shown).toContain(`src="/api/courses/devcoin/pictures/a%20photo.png?v=${version}"`);
    expect(shown).toContain('alt="A photo" width="1" height="1"');
    expect(version).toMatch(/^[0-9a-f]{12}$/);
  });

  it('is a block of its own when it is live, in a fold too', () => {
    const { blocks, issues } = read('Text.\n\n![Votes](live:quorum "Now")\n\n::: hint\n![Votes](live:quorum)\n:::\n');
    const live = { type: 'live', picture: 'quorum', alt: 'Votes' };
    expect(issues).toEqual([]);
    expect(blocks).toMatchObject([{ type: 'html' }, { ...live, caption: 'Now' }, { type: 'fold', blocks: [live] }]);
  });

  it('is not hidden by what its words contain', () => {
    expect(html('![costs $& and $1](pictures/drawn.svg)')).toContain('aria-label="costs $&amp; and $1"');
  });

  it('may be as large as said, and no larger', () => {
    const issues: CourseIssue[] = [];
    const large = new Map([
      ['pictures/large.svg', Buffer.from(`<svg viewBox="0 0 1 1"><text>${'x'.repeat(100 * 1024)}</text></svg>`)],
      ['pictures/large.png', Buffer.concat([PNG, Buffer.alloc(1024 * 1024)])],
    ]);
    expect(readPictures(large, issues).size).toBe(0);
    expect(issues.map(({ code, file }) => `${file} ${code}`)).toEqual([
      'pictures/large.svg picture-form',
      'pictures/large.png picture-form',
    ]);
  });
});
