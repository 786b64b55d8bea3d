/** Which terminals are to be seen: one, or two side by side. */
export interface PaneLayout {
  readonly isSplit: boolean;
  /** The nodes on the left and on the right; the right one is kept while there is one pane. */
  readonly nodes: readonly [string, string];
  /** The pane that a tab goes to. */
  readonly side: 0 | 1;
}

/** One pane with the first node, and the second node for a split. */
export function firstLayout(names: readonly string[], isSplit: boolean): PaneLayout {
  const [first = '', second = first] = names;
  return { isSplit: isSplit && second !== first, nodes: [first, second], side: 0 };
}

/** The node that the tabs show as selected. */
export function selectedNode(layout: PaneLayout): string {
  return layout.nodes[layout.side];
}

/** The nodes to be seen. */
export function shownNodes(layout: PaneLayout): readonly string[] {
  return layout.isSplit ? layout.nodes : [selectedNode(layout)];
}

/** Shows a node: where it is when it is to be seen, else in the pane of the selected one. */
export function selectNode(layout: PaneLayout, node: string): PaneLayout {
  if (layout.isSplit && layout.nodes.includes(node)) return { ...layout, side: layout.nodes[0] === node ? 0 : 1 };
  const nodes: [string, string] = [...layout.nodes];
  // What was in this pane comes into the hidden one, so that a split never has a node twice.
  if (nodes[otherSide(layout)] === node) nodes[otherSide(layout)] = nodes[layout.side];
  nodes[layout.side] = node;
  return { ...layout, nodes };
}

/** One pane or two; the selected node stays. */
export function splitLayout(layout: PaneLayout, isSplit: boolean, names: readonly string[]): PaneLayout {
  const node = selectedNode(layout);
  const other = layout.nodes[otherSide(layout)];
  const beside = other !== node && names.includes(other) ? other : (names.find((name) => name !== node) ?? node);
  if (!isSplit || beside === node) return { ...layout, isSplit: false };
  const inOrder = names.indexOf(node) < names.indexOf(beside);
  return { isSplit, nodes: inOrder ? [node, beside] : [beside, node], side: inOrder ? 0 : 1 };
}

function otherSide(layout: PaneLayout): 0 | 1 {
  return layout.side === 0 ? 1 : 0;
}
