import { describe, expect, it } from 'vitest';
import { highlight } from './highlight.ts';

/** The grounds that code stands on in both themes (lab/ui/tokens.css: --surface-2). */
const GROUNDS = { light: '#f6f7f9', dark: '#181d24' };

describe('highlighted code', () => {
  const samples = [
    highlight(
      '# a comment\nfor i in 1 2; do docker ps -q | xargs -r echo "$i" \'x\' > /tmp/$(hostname) 2>&1; done',
      'sh',
    ),
    highlight('# a comment\nversion: "3.8"\nservices: { web: &a [1, true, null] }\nx: *a\n', 'yaml'),
    highlight('{"a": [1, true, null, "x"]}', 'json'),
  ];

  it('can be read on both themes', () => {
    const pairs = samples.flatMap((html) => [...html.matchAll(/color:light-dark\((#\w{6}), (#\w{6})\)/g)]);
    expect(pairs.length).toBeGreaterThan(10);
    for (const [, light = '', dark = ''] of pairs) {
      expect(contrast(light, GROUNDS.light), `${light} on light`).toBeGreaterThan(4.5);
      expect(contrast(dark, GROUNDS.dark), `${dark} on dark`).toBeGreaterThan(4.5);
    }
  });

  it('keeps every sign of the code', () => {
    const text = samples[0]
      ?.replace(/<[^>]+>/g, '')
      .replaceAll('&#x3C;', '<')
      .replaceAll('&#x26;', '&');
    expect(text).toContain(`echo "$i" 'x' > /tmp/$(hostname) 2>&1; done`);
  });

  it('leaves frame and ground to the page', () => {
    expect(samples[0]).toMatch(/^<pre class="shiki"><code>/);
    expect(highlight('a\tb <i>', 'text')).toBe(
      '<pre class="shiki"><code><span class="line"><span>a\tb &#x3C;i></span></span></code></pre>',
    );
  });
});

/** WCAG's contrast ratio. */
function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].toSorted((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
