import type { Desk } from './desk.ts';

/** Follows a click on a link that a step has to a file or a port of a node (server/course/links.ts writes them). */
export function followPlace(event: MouseEvent, desk: Pick<Desk, 'openFile' | 'openPort'>): void {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = event.target instanceof Element ? event.target.closest<HTMLElement>('a[data-place]') : null;
  if (!link) return;
  event.preventDefault();
  const { place, node = '', path = '', line, port, host } = link.dataset;
  if (place === 'file') desk.openFile(node, path, line === undefined ? undefined : Number(line));
  else if (place === 'port') desk.openPort(node, Number(port), { path, ...(host === undefined ? {} : { host }) });
}
