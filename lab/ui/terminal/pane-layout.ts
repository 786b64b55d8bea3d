/** Panes that a page shows at once. */
export const MAX_PANES = 4;

/** A pane with its terminal, and its part of the height of its column. */
export interface Pane {
  readonly terminal: string;
  readonly share: number;
}

/** Panes one above the other, and their part of the width. */
export interface PaneColumn {
  readonly share: number;
  readonly panes: readonly Pane[];
}

/** Which terminals are to be seen, and where. None is there twice, so that a terminal stands for its pane. */
export interface PaneLayout {
  readonly columns: readonly PaneColumn[];
  /** The terminal of the pane to which a tab goes. */
  readonly active: string;
}

/** One pane. */
export function onePane(terminal: string): PaneLayout {
  return { columns: [{ share: 1, panes: [{ terminal, share: 1 }] }], active: terminal };
}

/** The terminals to be seen, column by column. */
export function shownTerminals(layout: PaneLayout): readonly string[] {
  return layout.columns.flatMap((column) => column.panes.map((pane) => pane.terminal));
}

/** Shows a terminal: where it is when it is to be seen, else in the active pane. */
export function selectTerminal(layout: PaneLayout, terminal: string): PaneLayout {
  return shownTerminals(layout).includes(terminal)
    ? { ...layout, active: terminal }
    : placeTerminal(layout, layout.active, terminal);
}

/** Puts a terminal into the pane of another, which takes the place it leaves, if any. */
export function placeTerminal(layout: PaneLayout, pane: string, terminal: string): PaneLayout {
  const columns = mapPanes(layout.columns, (old) => {
    if (old.terminal === pane) return [{ ...old, terminal }];
    return [old.terminal === terminal ? { ...old, terminal: pane } : old];
  });
  return { columns, active: terminal };
}

/** Halves the active pane: the new one comes beside it or below it, and is active. */
export function splitPane(layout: PaneLayout, axis: 'beside' | 'below', terminal: string): PaneLayout {
  const shown = shownTerminals(layout);
  if (shown.length >= MAX_PANES || shown.includes(terminal)) return layout;
  const isHere = (pane: Pane) => pane.terminal === layout.active;
  const columns =
    axis === 'below'
      ? mapPanes(layout.columns, (pane) => {
          const share = pane.share / 2;
          return isHere(pane)
            ? [
                { ...pane, share },
                { terminal, share },
              ]
            : [pane];
        })
      : layout.columns.flatMap((column) => {
          const share = column.share / 2;
          if (!column.panes.some(isHere)) return [column];
          return [
            { ...column, share },
            { share, panes: [{ terminal, share: 1 }] },
          ];
        });
  return { columns, active: terminal };
}

/** Takes a pane away; its neighbours take its room. The last one stays. */
export function closePane(layout: PaneLayout, terminal: string): PaneLayout {
  const shown = shownTerminals(layout);
  const at = shown.indexOf(terminal);
  if (at < 0 || shown.length === 1) return layout;
  const left = mapPanes(layout.columns, (pane) => (pane.terminal === terminal ? [] : [pane]));
  const columns = whole(left.filter((column) => column.panes.length > 0)).map((column) => ({
    ...column,
    panes: whole(column.panes),
  }));
  const active = layout.active === terminal ? (shown[at - 1] ?? shown[at + 1] ?? terminal) : layout.active;
  return { columns, active };
}

/** Without the panes whose terminal is gone; `instead` is shown where none is left. */
export function keepTerminals(layout: PaneLayout, there: readonly string[], instead: string): PaneLayout {
  const gone = shownTerminals(layout).filter((terminal) => !there.includes(terminal));
  const rest = gone.reduce(closePane, layout);
  return there.includes(rest.active) ? rest : onePane(instead);
}

/** Moves the divider after a column, or after a pane of one: `share` is what comes before it has then. */
export function moveDivider(layout: PaneLayout, at: { column: number; pane?: number }, share: number): PaneLayout {
  if (at.pane === undefined) return { ...layout, columns: shift(layout.columns, at.column, share) };
  const { pane } = at;
  const columns = layout.columns.map((column, index) =>
    index === at.column ? { ...column, panes: shift(column.panes, pane, share) } : column,
  );
  return { ...layout, columns };
}

/** A layout as it was kept, or undefined for anything else. */
export function readLayout(kept: unknown): PaneLayout | undefined {
  if (!isRecord(kept) || !Array.isArray(kept.columns) || typeof kept.active !== 'string') return undefined;
  const columns = kept.columns.map(readColumn);
  if (!columns.every((column) => column !== undefined)) return undefined;
  const layout = { columns: whole(columns), active: kept.active };
  const shown = shownTerminals(layout);
  const fits = shown.length > 0 && shown.length <= MAX_PANES && new Set(shown).size === shown.length;
  return fits && shown.includes(layout.active) ? layout : undefined;
}

function readColumn(kept: unknown): PaneColumn | undefined {
  if (!isRecord(kept) || !isShare(kept.share) || !Array.isArray(kept.panes) || kept.panes.length === 0)
    return undefined;
  const panes = kept.panes.map((pane: unknown) =>
    isRecord(pane) && typeof pane.terminal === 'string' && isShare(pane.share)
      ? { terminal: pane.terminal, share: pane.share }
      : undefined,
  );
  return panes.every((pane) => pane !== undefined) ? { share: kept.share, panes: whole(panes) } : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isShare(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && value <= 1;
}

function mapPanes(columns: readonly PaneColumn[], change: (pane: Pane) => readonly Pane[]): PaneColumn[] {
  return columns.map((column) => ({ ...column, panes: column.panes.flatMap(change) }));
}

/** Shares that add up to one. */
function whole<T extends { readonly share: number }>(parts: readonly T[]): T[] {
  const sum = parts.reduce((total, part) => total + part.share, 0);
  return parts.map((part) => ({ ...part, share: part.share / sum }));
}

function shift<T extends { readonly share: number }>(parts: readonly T[], at: number, share: number): T[] {
  const both = (parts[at]?.share ?? 0) + (parts[at + 1]?.share ?? 0);
  const before = Math.min(Math.max(share, 0), both);
  return parts.map((part, index) => {
    if (index === at) return { ...part, share: before };
    return index === at + 1 ? { ...part, share: both - before } : part;
  });
}
