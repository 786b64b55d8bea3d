import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { builtInCourses } from '../load-course.ts';
import { safeSvg } from './safe-svg.ts';

const whole = (inside: string, attributes = ''): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 340 40" ${attributes}>${inside}</svg>`;
const shown = (inside: string): string => safeSvg(whole(inside), 'p').svg;
const codes = (text: string): string[] => safeSvg(text, 'p').findings.map((finding) => finding.code);

describe('a drawing that is made safe', () => {
  it('keeps shapes, classes, text and theme colours', () => {
    const inside = '<g class="node"><rect width="9" fill="var(--surface)"></rect><text x="1">a &lt; b → c</text></g>';
    expect(shown(inside)).toContain(inside);
    expect(codes(whole(inside))).toEqual([]);
  });

  it.each([
    ['a script', '<script>alert(1)</script>'],
    ['a script with a namespace', '<svg:script xmlns:svg="http://www.w3.org/2000/svg">alert(1)</svg:script>'],
    ['HTML', '<foreignObject><img src="x" onerror="alert(1)"/></foreignObject>'],
    ['a style', '<style>@import "https://example.org"</style>'],
    ['a picture from elsewhere', '<image href="https://example.org/a.png"/>'],
    [
      'an old link to elsewhere',
      '<use xlink:href="https://example.org/a.svg#a" xmlns:xlink="http://www.w3.org/1999/xlink"/>',
    ],
    ['a link', '<a href="javascript:alert(1)"><text>press</text></a>'],
    ['motion that sets a link', '<animate attributeName="href" to="javascript:alert(1)"/>'],
    ['an event', '<rect onclick="alert(1)"/>'],
    ['a fill from elsewhere', '<rect fill="url(https://example.org/a.svg#a)"/>'],
    ['a fill from elsewhere, hidden', '<rect fill="u\\72l(https://example.org)"/>'],
    ['data', '<use href="data:image/svg+xml,x"/>'],
  ])('loses %s, and says so', (_what, inside) => {
    expect(shown(inside)).not.toMatch(/<[^>]*(alert|example\.org|script|onerror|onclick|style|data:)|<a[ >]/);
    expect(codes(whole(inside))).toContain('picture-unsafe');
  });

  it('shows what stands in a text as text, whatever it looks like', () => {
    expect(shown('<text><![CDATA[<img src=x onerror=alert(1)>]]></text>')).toContain('&lt;img');
  });

  it('says the line', () => {
    expect(safeSvg(whole('\n\n<script/>'), 'p').findings).toMatchObject([{ line: 3 }]);
    expect(safeSvg('<svg viewBox="0 0 1 1">\n<g></svg>', 'p').findings).toMatchObject([
      { code: 'picture-form', line: 2 },
    ]);
  });

  it('warns of a colour that both themes would share', () => {
    expect(codes(whole('<rect fill="#fff" stroke="currentColor"/><rect fill="none"/>'))).toEqual(['picture-colour']);
  });

  it('has names of its own, so that two drawings on a page do not share one', () => {
    const inside = '<marker id="head"></marker><path marker-end="url(#head)"/><use href="#head"/>';
    const { svg } = safeSvg(whole(inside), 'pictures-one');
    expect(svg.match(/pictures-one-head/g)).toHaveLength(3);
  });

  it.each(['', 'hello', '<html></html>', '<svg></svg>', '<svg viewBox="0 0 1 1"><text>&x;</text></svg>'])(
    'is no drawing: %j',
    (text) => {
      expect(safeSvg(text, 'p')).toMatchObject({ svg: '', findings: [{ code: 'picture-form' }] });
    },
  );

  it('lets nothing through that runs, however a drawing is cut or mixed', () => {
    const bits = [
      '<script>',
      '</script>',
      '<g ',
      'onload="alert(1)"',
      '>',
      '<![CDATA[',
      ']]>',
      '<!--',
      '-->',
      '"',
      '/>',
    ];
    const piece = fc.oneof(fc.constantFrom(...bits), fc.string({ maxLength: 5 }));
    const noScript = (pieces: string[]): void => {
      const { svg } = safeSvg(whole(pieces.join('')), 'p');
      expect(svg.replaceAll(/"[^"]*"/g, '')).not.toMatch(/<script|<[^>]*\son\w+=/i);
    };
    fc.assert(fc.property(fc.array(piece, { maxLength: 12 }), noScript), { numRuns: 200 });
  });

  it('goes through whole where the lab ships it', () => {
    const folder = join(builtInCourses(), 'devcoin', 'pictures');
    const files = readdirSync(folder).filter((name) => name.endsWith('.svg'));
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const { svg, findings } = safeSvg(readFileSync(join(folder, file), 'utf8'), 'p');
      expect(findings, file).toEqual([]);
      expect(svg.startsWith('<svg'), file).toBe(true);
    }
  });
});
