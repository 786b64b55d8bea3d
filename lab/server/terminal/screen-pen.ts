/** Colours and styles of a cell, or of the pen that writes the next one; xterm.js has the same questions on both. */
export interface Pen {
  /** Colour of the letter and some styles, as bits. */
  readonly fg: number;
  /** Colour of the ground and the other styles, as bits. */
  readonly bg: number;
  /** Only of meaning in a cell that has extended attributes; else what was read before may be left in it. */
  readonly extended: {
    readonly urlId: number;
    readonly underlineColor: number;
    /** The style under a link, too. */
    readonly _ext: number;
  };
  isBold(): number;
  isDim(): number;
  isItalic(): number;
  isBlink(): number;
  isInverse(): number;
  isInvisible(): number;
  isStrikethrough(): number;
  isOverline(): number;
  isProtected(): number;
  hasExtendedAttrs(): number;
}

/** Bits of colours and styles, as xterm.js 6 has them; a test fails when one of them changes. */
const UNDERLINED = 0x10000000;
const COLOUR_KIND = 0x3000000;
const SIXTEEN = 0x1000000;
const RGB = 0x3000000;
const UNDERLINE_STYLE_SHIFT = 26;

/** The sequence that makes the pen so, whatever it was, apart from links. */
export function penSequence(pen: Pen): string {
  const codes: (number | string)[] = [0];
  const styles: readonly [number, number][] = [
    [pen.isBold(), 1],
    [pen.isDim(), 2],
    [pen.isItalic(), 3],
    [pen.isBlink(), 5],
    [pen.isInverse(), 7],
    [pen.isInvisible(), 8],
    [pen.isStrikethrough(), 9],
    [pen.isOverline(), 53],
  ];
  for (const [isOn, code] of styles) if (isOn) codes.push(code);
  if (pen.fg & UNDERLINED) codes.push(underline(pen));
  codes.push(...colour(pen.fg, 30), ...colour(pen.bg, 40));
  if (pen.extended.underlineColor && pen.hasExtendedAttrs()) codes.push(underlineColour(pen));
  const sgr = codes.length === 1 ? '\x1b[m' : `\x1b[${codes.join(';')}m`;
  return pen.isProtected() ? `${sgr}\x1b[1"q` : sgr;
}

/** The ground of a cell as a number: 0 for the terminal's own. */
export function groundOf(pen: Pen): number {
  return pen.bg & (COLOUR_KIND | 0xffffff);
}

/** The sequence for a pen of this ground and nothing else. */
export function groundSequence(pen: Pen): string {
  return `\x1b[${[0, ...colour(pen.bg, 40)].join(';')}m`;
}

/** Whether a cell without a character shows more than its ground. */
export function showsWhenEmpty(pen: Pen): boolean {
  return Boolean((pen.fg & UNDERLINED) | pen.isInverse() | pen.isStrikethrough() | pen.isOverline());
}

/** Number of the link that a cell or the pen has; 0 for none. */
export function linkOf(pen: Pen): number {
  return pen.hasExtendedAttrs() ? pen.extended.urlId : 0;
}

function underline(pen: Pen): string | number {
  const style = pen.hasExtendedAttrs() ? (pen.extended._ext >>> UNDERLINE_STYLE_SHIFT) & 7 : 1;
  return style > 1 ? `4:${style}` : 4;
}

/** The code of the colour of the line under text. */
export function underlineColour({ extended }: Pen): string {
  const value = extended.underlineColor;
  return (value & COLOUR_KIND) === RGB
    ? `58:2::${(value >>> 16) & 255}:${(value >>> 8) & 255}:${value & 255}`
    : `58:5:${value & 255}`;
}

/** The codes of a colour; `base`: 30 for the letter, 40 for the ground. */
function colour(bits: number, base: 30 | 40): number[] {
  switch (bits & COLOUR_KIND) {
    case 0:
      return [];
    case SIXTEEN:
      return [(bits & 8 ? base + 60 : base) + (bits & 7)];
    case RGB:
      return [base + 8, 2, (bits >>> 16) & 255, (bits >>> 8) & 255, bits & 255];
    default:
      return [base + 8, 5, bits & 255];
  }
}
