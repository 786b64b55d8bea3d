import type { PortRequest } from '../desk/index.ts';

/** What a preview shows: a port of a node, under a name, at a path. */
export interface Place {
  readonly node: string;
  readonly port: number;
  readonly host?: string;
  readonly path: string;
}

/** A place that was asked for; everything starts at the top. */
export function placeOf({ node, port, host, path }: PortRequest): Place {
  return { node, port, path: path?.startsWith('/') ? path : '/', ...(host ? { host } : {}) };
}

/** Whether two places are of one preview: the same port under the same name. */
export function isSamePort(a: Place, b: Place): boolean {
  return a.node === b.node && a.port === b.port && a.host === b.host;
}

/** What stands on a preview's tab. */
export function tabWord({ node, port, host }: Place): string {
  return host === undefined ? `${node}:${port}` : host;
}
