import {
  PROBE_LABEL,
  PROBE_PATH,
  type PreviewAnswer,
  type PreviewWays,
  previewDoor,
  previewHost,
} from '../../contract/index.ts';

/** How this browser gets to previews. */
export type Way =
  /** Each has a name of its own. */
  | { readonly kind: 'name'; readonly name: string }
  /** One at a time on a port of their own. */
  | { readonly kind: 'port'; readonly port: number }
  | { readonly kind: 'none' };

/** A name on this machine answers at once; one that leads nowhere may take its time. */
const PROBE_LIMIT_MS = 3000;

type Page = Pick<Location, 'protocol' | 'hostname'>;

/** Tries the names in order, as browsers differ in what they make of names below localhost; else the second port. */
export async function findWay(ways: PreviewWays, page: Page, ask: typeof fetch = fetch): Promise<Way> {
  for (const name of ways.names) {
    if (await leadsTo(ways.lab, `${page.protocol}//${PROBE_LABEL}.${name}${PROBE_PATH}`, ask)) {
      return { kind: 'name', name };
    }
  }
  return ways.port === undefined ? { kind: 'none' } : { kind: 'port', port: ways.port };
}

async function leadsTo(lab: string, url: string, ask: typeof fetch): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(PROBE_LIMIT_MS);
    const answer = await ask(url, { signal, credentials: 'omit', cache: 'no-store' });
    return ((await answer.json()) as { lab?: unknown }).lab === lab;
  } catch {
    // No such name for this browser, or another program answers there: then it is not the way.
    return false;
  }
}

/** The address of a preview; undefined when there is no way to it. */
export function addressOf(way: Way, preview: PreviewAnswer, path: string, page: Page): string | undefined {
  if (way.kind === 'name') return `${page.protocol}//${previewHost(preview, way.name)}${path}`;
  if (way.kind === 'port') return `${page.protocol}//${page.hostname}:${way.port}${previewDoor(preview.key, path)}`;
  return undefined;
}
