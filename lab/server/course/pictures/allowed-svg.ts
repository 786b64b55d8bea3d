/** Elements that a picture may be drawn with: shapes, text, and what holds them together. */
export const ELEMENTS: readonly string[] = [
  'svg',
  'g',
  'defs',
  'symbol',
  'use',
  'marker',
  'clipPath',
  'mask',
  'linearGradient',
  'radialGradient',
  'stop',
  'pattern',
  'path',
  'rect',
  'circle',
  'ellipse',
  'line',
  'polyline',
  'polygon',
  'text',
  'tspan',
  'title',
  'desc',
];

/** Attributes that any of them may have. */
export const ATTRIBUTES: readonly string[] = [
  ...['id', 'class', 'transform', 'viewBox', 'width', 'height', 'preserveAspectRatio', 'xmlns', 'href'],
  ...['x', 'y', 'x1', 'y1', 'x2', 'y2', 'cx', 'cy', 'r', 'rx', 'ry', 'dx', 'dy', 'd', 'points', 'pathLength'],
  ...['fill', 'fill-opacity', 'fill-rule', 'clip-rule', 'clip-path', 'mask', 'opacity', 'color'],
  ...['stroke', 'stroke-width', 'stroke-linecap', 'stroke-linejoin', 'stroke-dasharray', 'stroke-dashoffset'],
  ...['stroke-opacity', 'stroke-miterlimit', 'vector-effect', 'marker-start', 'marker-mid', 'marker-end'],
  ...['markerWidth', 'markerHeight', 'markerUnits', 'refX', 'refY', 'orient'],
  ...['offset', 'stop-color', 'stop-opacity', 'gradientUnits', 'gradientTransform', 'patternUnits', 'patternTransform'],
  ...['clipPathUnits', 'maskUnits', 'text-anchor', 'dominant-baseline', 'font-size', 'font-weight', 'font-style'],
  ...['letter-spacing', 'textLength', 'lengthAdjust', 'role', 'aria-hidden', 'aria-label'],
];

/** Attributes that say a colour. */
export const COLOURS: readonly string[] = ['fill', 'stroke', 'color', 'stop-color'];

/** A colour that follows the theme of the page. */
export const THEME_COLOUR =
  /^(none|inherit|currentColor|context-(fill|stroke)|transparent|var\(--[\w-]+\)|url\(#[\w-]+\))$/;

/** A reference to something in the same picture, whole. */
const REFERENCE = /^(?:#([\w-]+)|url\(#([\w-]+)\))$/;

/** What an attribute points to in the same picture; undefined when it points nowhere, 'elsewhere' when out of the picture. */
export function referenceIn(name: string, value: string): { readonly id: string } | 'elsewhere' | undefined {
  const [, hash, url] = REFERENCE.exec(value.trim()) ?? [];
  const id = hash ?? url;
  if (id !== undefined && (url !== undefined || name === 'href')) return { id };
  if (name === 'href') return 'elsewhere';
  // A backslash may hide the word in an escape.
  return /url\s*\(|\\|image-set|javascript:/i.test(value) ? 'elsewhere' : undefined;
}
