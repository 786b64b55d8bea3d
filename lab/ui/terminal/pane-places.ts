import type { PaneLayout } from './pane-layout.ts';

/** A part of the room of the panes; all numbers are between 0 and 1. */
export interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A divider: the place of the two parts that it parts, and how much of it comes before it. */
export interface Divider {
  readonly axis: 'x' | 'y';
  readonly column: number;
  /** The pane of that column above it; undefined for a divider between columns. */
  readonly pane?: number;
  readonly both: Place;
  readonly share: number;
}

/** Less than this is no terminal to work in. */
export const LEAST_PANE = { width: 220, height: 96 };

/** Where each terminal is. */
export function panePlaces(layout: PaneLayout): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  let left = 0;
  for (const column of layout.columns) {
    let top = 0;
    for (const pane of column.panes) {
      places.set(pane.terminal, { left, top, width: column.share, height: pane.share });
      top += pane.share;
    }
    left += column.share;
  }
  return places;
}

/** A place for the style sheet, in percent of the room. */
export function placeStyle(place: Place | undefined): Readonly<Record<string, string>> {
  const parts = Object.entries(place ?? {}).map(([name, part]) => [`--${name}`, `${part * 100}%`]);
  return Object.fromEntries(parts);
}

/** The dividers, those between columns first. */
export function dividers(layout: PaneLayout): readonly Divider[] {
  const between: Divider[] = [];
  const within: Divider[] = [];
  let left = 0;
  for (const [column, { share, panes }] of layout.columns.entries()) {
    const next = layout.columns[column + 1];
    if (next) between.push({ axis: 'x', column, share, both: { left, top: 0, width: share + next.share, height: 1 } });
    let top = 0;
    for (const [pane, { share: part }] of panes.entries()) {
      const below = panes[pane + 1];
      const both = { left, top, width: share, height: part + (below?.share ?? 0) };
      if (below) within.push({ axis: 'y', column, pane, share: part, both });
      top += part;
    }
    left += share;
  }
  return [...between, ...within];
}

/** Whether all panes have room enough in so many pixels. */
export function fitsInto(layout: PaneLayout, room: { readonly width: number; readonly height: number }): boolean {
  const rows = Math.max(...layout.columns.map((column) => column.panes.length));
  return room.width >= layout.columns.length * LEAST_PANE.width && room.height >= rows * LEAST_PANE.height;
}

/** The terminal next to another in a direction; undefined at the edge. */
export function terminalBeside(
  layout: PaneLayout,
  from: string,
  to: 'left' | 'right' | 'up' | 'down',
): string | undefined {
  const places = panePlaces(layout);
  const here = places.get(from);
  if (!here) return undefined;
  const isX = to === 'left' || to === 'right';
  const middle = centre(here);
  const found = [...places]
    .filter(([terminal, place]) => terminal !== from && isBeyond(here, place, to))
    .map(([terminal, place]) => {
      const other = centre(place);
      const across = isX ? Math.abs(other.y - middle.y) : Math.abs(other.x - middle.x);
      const along = isX ? Math.abs(other.x - middle.x) : Math.abs(other.y - middle.y);
      return { terminal, far: along + across * 2 };
    })
    .sort((a, b) => a.far - b.far);
  return found[0]?.terminal;
}

function centre({ left, top, width, height }: Place): { x: number; y: number } {
  return { x: left + width / 2, y: top + height / 2 };
}

/** Shares are fractions that do not add up exactly. */
const NEARLY = 1e-6;

function isBeyond(here: Place, other: Place, to: 'left' | 'right' | 'up' | 'down'): boolean {
  switch (to) {
    case 'left':
      return other.left + other.width <= here.left + NEARLY;
    case 'right':
      return other.left >= here.left + here.width - NEARLY;
    case 'up':
      return other.top + other.height <= here.top + NEARLY && sameColumn(here, other);
    case 'down':
      return other.top >= here.top + here.height - NEARLY && sameColumn(here, other);
  }
}

function sameColumn(a: Place, b: Place): boolean {
  return Math.abs(a.left - b.left) < NEARLY;
}
