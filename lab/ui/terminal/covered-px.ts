/** What a browser tells of the part of the page that is seen. */
export interface SeenPart {
  readonly offsetTop: number;
  readonly height: number;
  /** Above 1 the page is enlarged by two fingers. */
  readonly scale: number;
}

/** How much of the lower end of an element the keyboard of a phone covers. */
export function coveredPx(bottom: number, seen: SeenPart): number {
  // Enlarged, a part of the page is out of sight on purpose.
  if (seen.scale > 1.01) return 0;
  return Math.max(0, Math.round(bottom - (seen.offsetTop + seen.height)));
}
