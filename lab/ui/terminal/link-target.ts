/** Where a link on a screen leads. */
export type LinkTarget =
  | {
      readonly kind: 'port';
      readonly node: string;
      readonly port: number;
      readonly path: string;
      readonly host?: string;
    }
  | { readonly kind: 'web'; readonly url: string; readonly host: string };

/** What a link is seen from: the node of the terminal, and who has a name or an address. */
export interface LinkPlace {
  readonly node: string;
  nodeOf(host: string): string | undefined;
}

/** Addresses by which a program means the machine it runs on; Docker lists published ports as `*:8080->80/tcp`. */
const THIS_MACHINE = /^(localhost|127(\.\d+){3}|0\.0\.0\.0|\[::1?\])$/;
const ANY_ADDRESS = /^\*(?=:)/;
/** Names that lead to the machine itself, and that a proxy on it chooses by. */
const NAME_ON_THIS_MACHINE = /\.localhost$/;
/** Ports of the engine and of the swarm: nothing there is for a browser. */
const ENGINE_PORTS = new Set([2375, 2376, 2377, 4789, 7946]);

/** An address without `http://` in front, as programs print it when they start to listen, and Docker in its lists. */
export const BARE_ADDRESS =
  /(?<![\w.:/@[\]*-])(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[::1?\]|\*):[1-9]\d{1,4}(?![\w:]|->\d+\/udp)(?:\/[^\s"'<>`|\\^{}]*[^\s"':,.!?{}|\\^~[\]`()<>])?/gi;

/** What a link opens; nothing for text that only looks like one. */
export function linkTarget(text: string, place: LinkPlace): LinkTarget | undefined {
  const hasScheme = /^https?:\/\//i.test(text);
  const address = hasScheme ? text : `http://${text.replace(ANY_ADDRESS, 'localhost')}`;
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  const path = `${url.pathname}${url.search}${url.hash}`;
  const isNamed = NAME_ON_THIS_MACHINE.test(url.hostname);
  const node = isNamed || THIS_MACHINE.test(url.hostname) ? place.node : place.nodeOf(url.hostname);
  if (node === undefined || place.nodeOf(node) === undefined) {
    return hasScheme ? { kind: 'web', url: url.href, host: url.host } : undefined;
  }
  if (ENGINE_PORTS.has(port)) return undefined;
  return { kind: 'port', node, port, path, ...(isNamed ? { host: url.hostname } : {}) };
}

/** What a click on a link does, as a sentence. */
export function linkWords(target: LinkTarget): string {
  if (target.kind === 'web') return `Opens ${target.host} in a new tab.`;
  const what = target.host === undefined ? `port ${target.port} of ${target.node}` : `${target.host} on ${target.node}`;
  return `Opens ${what} in the preview.`;
}
