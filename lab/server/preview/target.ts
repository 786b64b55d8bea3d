/** A port of a node of a seat, and the name it is asked under. */
export interface Target {
  readonly seat: string;
  readonly node: string;
  readonly port: number;
  /** Lower case, perhaps with a port; without one the node is asked by its own name. */
  readonly host?: string;
}

export const KEY_LENGTH = 26;
/** With two dashes, the key and a dot a label may not have more than 63 characters. */
const MAX_LABEL = 63 - KEY_LENGTH - 2;
const PREVIEW_HOST = new RegExp(`^([a-z0-9](?:[a-z0-9-]*[a-z0-9])?)--([a-z0-9]{${KEY_LENGTH}})\\.(.+)$`);
const LABEL = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;

/** The parts of a preview's host name, `label--key.name`; undefined when it is another host. */
export function readPreviewHost(host: string | undefined): { label: string; key: string; name: string } | undefined {
  const [, label, key, name] = PREVIEW_HOST.exec(host?.toLowerCase() ?? '') ?? [];
  return label && key && name ? { label, key, name } : undefined;
}

/** The label a target has in its preview's host name: the first of the name it is asked under. */
export function labelOf({ node, port, host }: Target): string {
  const wanted = host === undefined ? `${node}-${port}` : (host.split(/[.:]/)[0] ?? '');
  const label = wanted.toLowerCase().slice(0, MAX_LABEL).replace(/-+$/, '');
  return LABEL.test(label) ? label : 'port';
}

/**
 * The Host a target is asked with. Another label than its own stands for a name beside it: the preview of
 * devcoin.dev-lab.io reaches devcoin-api.dev-lab.io too, as the same proxy answers for both.
 */
export function hostOf(target: Target, label: string): string | undefined {
  const own = target.host ?? target.node;
  if (label === labelOf(target)) return withPort(own, target.port);
  const rest = parentOf(target);
  return rest === undefined ? undefined : withPort(`${label}${rest}`, target.port);
}

/** The label under which a target's preview has a Host, the reverse of hostOf; undefined when it leads elsewhere. */
export function labelFor(target: Target, host: string): string | undefined {
  const asked = withPort(host.toLowerCase(), 80).replace(/:80$/, '');
  const own = labelOf(target);
  if (asked === hostOf(target, own)) return own;
  const label = asked.split(/[.:]/)[0] ?? '';
  return label !== own && LABEL.test(label) && label.length <= MAX_LABEL && asked === hostOf(target, label)
    ? label
    : undefined;
}

/** What follows the first label of the name, from the dot on, with its port. */
function parentOf({ host }: Target): string | undefined {
  const at = host?.indexOf('.') ?? -1;
  return at < 0 ? undefined : host?.slice(at);
}

function withPort(host: string, port: number): string {
  return port === 80 || /:\d+$/.test(host) ? host : `${host}:${port}`;
}
