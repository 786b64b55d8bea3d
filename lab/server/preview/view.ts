import { hostOf, labelFor, type Target } from './target.ts';

/** One request's view of a target: under which Host the node is asked, and under which names the browser knows it. */
export interface View {
  readonly target: Target;
  readonly key: string;
  /** The Host that goes to the node. */
  readonly appHost: string;
  /** The host in the browser's address bar, with its port. */
  readonly publicHost: string;
  /** Origins of the lab's pages that asked for the preview: only they may show it in a frame. */
  readonly openers: readonly string[];
  /** The browser's host for a Host of the app; undefined when it leads out of the preview. */
  toPublic(appHost: string): string | undefined;
  /** The reverse. */
  toApp(publicHost: string): string | undefined;
}

/** A preview that was asked for. */
export interface Seen {
  readonly target: Target;
  readonly key: string;
  readonly openers: readonly string[];
}

/** Under a name of its own: names beside the app's are names beside the preview's. */
export function viewByName(seen: Seen, label: string, name: string): View | undefined {
  const { target, key } = seen;
  const appHost = hostOf(target, label);
  if (appHost === undefined) return undefined;
  const end = `--${key}.${name}`;
  return {
    ...seen,
    appHost,
    publicHost: `${label}${end}`,
    toPublic: (host) => {
      const found = labelFor(target, host);
      return found === undefined ? undefined : `${found}${end}`;
    },
    toApp: (host) => (host.endsWith(end) ? hostOf(target, host.slice(0, -end.length)) : undefined),
  };
}

/** On the second port there is one name only. */
export function viewByPort(seen: Seen, publicHost: string, label: string): View | undefined {
  const appHost = hostOf(seen.target, label);
  if (appHost === undefined) return undefined;
  return {
    ...seen,
    appHost,
    publicHost,
    toPublic: (host) => (hostOf(seen.target, labelFor(seen.target, host) ?? '') === appHost ? publicHost : undefined),
    toApp: (host) => (host === publicHost ? appHost : undefined),
  };
}
