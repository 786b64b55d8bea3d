/** What the keys of the map do. */
export interface MapKeyActions {
  openTerminal(node: string): void;
  openMenu(node: string): void;
}

/**
 * Keys of the map: left and right go from node to node, up and down through the tasks of a node, 1 to 7 jump,
 * Enter opens the node's terminal, the full stop its menu.
 */
export function handleMapKey(event: KeyboardEvent, field: HTMLElement, actions: MapKeyActions): void {
  const nodes = [...field.querySelectorAll<HTMLElement>('[data-node]')];
  const focused = document.activeElement;
  // A button or an open menu in the map keeps its own keys.
  if (focused instanceof HTMLButtonElement || event.ctrlKey || event.altKey || event.metaKey) return;
  const at = nodes.findIndex((node) => node.contains(focused));
  const node = nodes[at];
  const go = (target: HTMLElement | undefined): void => {
    if (!target) return;
    target.focus();
    event.preventDefault();
  };
  if (/^[1-7]$/.test(event.key)) go(nodes[Number(event.key) - 1]);
  else if (event.key === 'ArrowRight') go(nodes[at + 1]);
  else if (event.key === 'ArrowLeft') go(nodes[Math.max(0, at - 1)]);
  else if (node && (event.key === 'ArrowDown' || event.key === 'ArrowUp'))
    go(taskBeside(node, focused, event.key === 'ArrowDown' ? 1 : -1));
  else if (node?.dataset.node && event.key === 'Enter') act(event, () => actions.openTerminal(node.dataset.node ?? ''));
  else if (node?.dataset.node && event.key === '.') act(event, () => actions.openMenu(node.dataset.node ?? ''));
}

function taskBeside(node: HTMLElement, focused: Element | null, step: 1 | -1): HTMLElement | undefined {
  const tasks = [...node.querySelectorAll<HTMLElement>('[data-task]')];
  const at = tasks.indexOf(focused as HTMLElement);
  return at < 0 ? (step > 0 ? tasks[0] : undefined) : (tasks[at + step] ?? (at + step < 0 ? node : undefined));
}

function act(event: KeyboardEvent, action: () => void): void {
  event.preventDefault();
  action();
}
