import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { COLOUR_TOKENS } from './terminal-theme.ts';

const styles = ['../tokens.css', './terminal.css'].map((path) => readFileSync(join(import.meta.dirname, path), 'utf8'));

function colourOf(token: string): string {
  const found = styles.map((css) => new RegExp(`${token}:\\s*(#[0-9a-f]{6,8})`).exec(css)?.[1]).find(Boolean);
  if (!found) throw new Error(`${token} is in no style sheet`);
  return found;
}

/** Relative luminance, WCAG 2. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(colourOf(a)), luminance(colourOf(b))].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

describe('the colours of a terminal', () => {
  test.each(
    Object.entries(COLOUR_TOKENS).filter(([name]) => !/background|selection|scrollbar|^black|Accent/i.test(name)),
  )('can be read: %s', (_name, token) => {
    expect(contrast(token, '--t-bg')).toBeGreaterThanOrEqual(4.5);
  });

  test('can be read where text is selected', () => {
    expect(contrast('--t-fg', '--t-selection')).toBeGreaterThanOrEqual(4.5);
  });

  test('tell every plain colour from its bright one', () => {
    for (const hue of ['red', 'green', 'yellow', 'blue', 'magenta', 'cyan']) {
      expect(contrast(`--t-bright-${hue}`, `--t-${hue}`), hue).toBeGreaterThan(1.15);
    }
  });
});
