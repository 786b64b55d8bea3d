/** A link that the page follows itself: to a line of a file on a node, or to a port of a node. */
export type PlaceLink =
  | { readonly kind: 'file'; readonly node: string; readonly path: string; readonly line?: number }
  | {
      readonly kind: 'port';
      readonly node: string;
      readonly port: number;
      /** What is asked for there, from the slash on. */
      readonly path: string;
      /** The name that the request is for, where a proxy chooses by it. */
      readonly host?: string;
    };

/** A link whose form does not fit, with the reason. */
export interface LinkMistake {
  readonly kind: 'mistake';
  readonly says: string;
}

const SCHEME = /^(?:file|port):/;
const FILE = /^file:([^:/]*):(.*?)(?::(\d+))?$/;
const PORT = /^port:([^:/]*):(\d+)(\/[^?]*)?(?:\?(.*))?$/;
const HOST = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d+)?$/i;
const MAX_PORT = 65_535;

/** Whether a link is one of these; the Markdown parser lets no other unusual scheme through. */
export function isPlaceLink(href: string): boolean {
  return SCHEME.test(href);
}

/** Reads a link to a file or a port; undefined when it is another kind of link. */
export function readPlaceLink(href: string): PlaceLink | LinkMistake | undefined {
  if (!isPlaceLink(href)) return undefined;
  return href.startsWith('file:') ? readFileLink(href) : readPortLink(href);
}

function readFileLink(href: string): PlaceLink | LinkMistake {
  const [, node, path = '', line] = FILE.exec(href) ?? [];
  if (!node) return mistake(`${href} says no node. Write file:node1:~/devcoin/stack.yml:12`);
  if (!/^(?:\/|~\/)./.test(path) || path.split('/').includes('..') || path.endsWith('/')) {
    return mistake(`"${path}" is no path of a file. Write an absolute one, or one from ~/`);
  }
  if (line !== undefined && Number(line) < 1) return mistake(`Lines are counted from 1, found ${line}`);
  return { kind: 'file', node, path, ...(line === undefined ? {} : { line: Number(line) }) };
}

function readPortLink(href: string): PlaceLink | LinkMistake {
  const [whole, node, digits, path = '/', query = ''] = PORT.exec(href) ?? [];
  if (whole === undefined || !node) {
    return mistake(`${href} says no node and port. Write port:node1:8080/ or port:node1:80/?host=devcoin.dev-lab.io`);
  }
  const port = Number(digits);
  if (port < 1 || port > MAX_PORT) return mistake(`Ports go from 1 to ${MAX_PORT}, found ${digits}`);
  const asked = new URLSearchParams(query);
  const host = asked.get('host') ?? undefined;
  if (host !== undefined && !HOST.test(host)) return mistake(`host=${host} is no name of a host`);
  asked.delete('host');
  const rest = asked.toString();
  return { kind: 'port', node, port, path: rest ? `${path}?${rest}` : path, ...(host === undefined ? {} : { host }) };
}

/** What the page needs to follow the link, as attributes of its element. */
export function placeAttributes(link: PlaceLink): readonly (readonly [name: string, value: string])[] {
  const place = [
    ['href', link.kind === 'file' ? '#files' : '#preview'],
    ['data-place', link.kind],
    ['data-node', link.node],
    ['data-path', link.path],
  ] as const;
  if (link.kind === 'file') return link.line === undefined ? place : [...place, ['data-line', String(link.line)]];
  const port = [...place, ['data-port', String(link.port)]] as const;
  return link.host === undefined ? port : [...port, ['data-host', link.host]];
}

function mistake(says: string): LinkMistake {
  return { kind: 'mistake', says };
}
