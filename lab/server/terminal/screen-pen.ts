/** Colours and style of a cell, or of the pen that writes the next one; xterm.js has the same questions on both. */
export interface Pen {
  isBold(): number;
  isDim(): number;
  isItalic(): number;
  isUnderline(): number;
  isBlink(): number;
  isInverse(): number;
  isInvisible(): number;
  isStrikethrough(): number;
  isOverline(): number;
  isFgRGB(): boolean | number;
  isFgPalette(): boolean | number;
  isBgRGB(): boolean | number;
  isBgPalette(): boolean | number;
  getFgColor(): number;
  getBgColor(): number;
}

/** The sequence that makes the pen so, whatever it was. */
export function penSequence(pen: Pen): string {
  const codes: (number | string)[] = [0];
  const styles: readonly [number, number][] = [
    [pen.isBold(), 1],
    [pen.isDim(), 2],
    [pen.isItalic(), 3],
    [pen.isUnderline(), 4],
    [pen.isBlink(), 5],
    [pen.isInverse(), 7],
    [pen.isInvisible(), 8],
    [pen.isStrikethrough(), 9],
    [pen.isOverline(), 53],
  ];
  for (const [isOn, code] of styles) if (isOn) codes.push(code);
  if (pen.isFgRGB() || pen.isFgPalette()) codes.push(colour(38, Boolean(pen.isFgRGB()), pen.getFgColor()));
  if (pen.isBgRGB() || pen.isBgPalette()) codes.push(colour(48, Boolean(pen.isBgRGB()), pen.getBgColor()));
  return `\x1b[${codes.join(';')}m`;
}

function colour(ground: 38 | 48, isRgb: boolean, value: number): string {
  return isRgb ? `${ground};2;${value >>> 16};${(value >>> 8) & 255};${value & 255}` : `${ground};5;${value}`;
}
