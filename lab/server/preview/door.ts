import type { IncomingMessage, ServerResponse } from 'node:http';
import { previewDoor } from '../../contract/index.ts';
import { PREVIEW_COOKIE, readPreviewCookie } from './cookies.ts';
import type { Registry } from './registry.ts';
import type { Visit } from './show-port.ts';
import { KEY_LENGTH, labelOf } from './target.ts';
import { type Seen, type View, viewByPort } from './view.ts';

const DOOR = new RegExp(`^/~([a-z0-9]{${KEY_LENGTH}})(?:[/\\\\]+(.*))?$`, 's');
/** Where the page of the DevCoin stack asks when its name tells no other (apps/README.md): the API beside it. */
const API_PATH = /^\/api(?=[/?]|$)/;

/** The second port: a first path with the key sets a cookie, and from then on the whole port is that preview. */
export class Door {
  readonly #registry: Registry;

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  /** Lets the browser in when the path is a door; false when it is not. */
  enter({ url = '/', headers }: IncomingMessage, response: ServerResponse): boolean {
    const [, key, rest = ''] = DOOR.exec(url) ?? [];
    if (key === undefined || !this.#registry.find(key)) return false;
    const secure = headers['x-forwarded-proto'] === 'https' ? '; Secure' : '';
    response.writeHead(303, {
      location: `/${rest}`,
      'set-cookie': `${PREVIEW_COOKIE}=${key}; Path=/; HttpOnly; SameSite=Lax${secure}`,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    });
    response.end();
    return true;
  }

  find({ url = '/', headers }: IncomingMessage): Pick<Visit, 'view' | 'path' | 'hrefOf'> | undefined {
    // A worker would go on answering for whatever preview comes to this port next.
    if (headers['service-worker'] === 'script') return undefined;
    const seen = this.#registry.find(readPreviewCookie(headers.cookie));
    const at = seen && placeOf(seen, headers.host ?? '', url);
    return at && { ...at, hrefOf: (preview) => previewDoor(preview.key, '/') };
  }
}

function placeOf(seen: Seen, publicHost: string, url: string): { view: View; path: string } | undefined {
  const own = labelOf(seen.target);
  const isApi = own === 'devcoin' && API_PATH.test(url);
  const view = viewByPort(seen, publicHost, isApi ? 'devcoin-api' : own);
  if (!view) return undefined;
  const path = isApi ? url.replace(API_PATH, '') : url;
  return { view, path: path.startsWith('/') ? path : `/${path}` };
}
