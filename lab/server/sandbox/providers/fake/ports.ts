import { createServer, type ServerResponse } from 'node:http';
import { type Duplex, duplexPair } from 'node:stream';
import { LabError } from '../../../../contract/index.ts';
import { isRunning, type Machine, type Service } from './model/index.ts';
import type { Site } from './site.ts';

/** A published port of a machine, and who stands behind it. */
interface Publication {
  readonly service: Service;
  readonly target: number;
}

/**
 * A stream to a published port of a simulated machine. Behind it stands a page that says that it is simulated: there are no
 * programs here. It ends with the machine's power and with `released`.
 */
export function openPort(site: Site, machine: Machine, port: number, released: AbortSignal): Duplex {
  const found = publicationOf(machine, port);
  if (!found) throw new LabError('portClosed', `Nothing listens on port ${port} of ${machine.name}.`);
  const [near, far] = duplexPair();
  far.on('error', () => near.destroy());
  PAGES.set(far, { node: machine.name, service: found.service.spec.name, port, target: found.target });
  server.emit('connection', far);
  const end = () => near.destroy();
  const unwatch = site.onPower(machine, (power) => power === 'stopped' && end());
  released.addEventListener('abort', end, { once: true });
  near.once('close', () => {
    unwatch();
    released.removeEventListener('abort', end);
    far.destroy();
  });
  return near;
}

/** In ingress mode every node of the swarm answers while a task runs anywhere; in host mode the nodes of the tasks. */
function publicationOf(machine: Machine, port: number): Publication | undefined {
  const { membership } = machine;
  if (!membership) return undefined;
  const { swarm, memberId } = membership;
  const running = [...swarm.tasks.values()].filter(isRunning);
  for (const service of swarm.services.values()) {
    const tasks = running.filter((task) => task.serviceId === service.id);
    const match = service.spec.ports.find(
      (p) =>
        p.published === port &&
        p.protocol === 'tcp' &&
        tasks.some((task) => p.mode === 'ingress' || task.memberId === memberId),
    );
    if (match) return { service, target: match.target };
  }
  return undefined;
}

interface Place {
  readonly node: string;
  readonly service: string;
  readonly port: number;
  readonly target: number;
}

/** What each connection leads to. */
const PAGES = new WeakMap<Duplex, Place>();

/** Never listens: connections are handed to it. */
const server = createServer((request, response) => {
  const place = PAGES.get(request.socket);
  if (place) answer(response, place, request.headers.host ?? '', request.url ?? '/');
  else response.destroy();
});

function answer(response: ServerResponse, place: Place, host: string, path: string): void {
  const { node, service, port, target } = place;
  const rows = [
    ['Asked', `port ${port} of ${node}`],
    ['Service', `${service}, port ${target} of its tasks`],
    ['Host', host],
    ['Path', path],
  ];
  const list = rows.map(([name, value]) => `<dt>${name}</dt><dd>${escapeHtml(value ?? '')}</dd>`).join('');
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  response.end(
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escapeHtml(service)} (simulated)</title><style>${STYLE}</style>
<h1>${escapeHtml(service)} <small>simulated</small></h1>
<p>These nodes are simulated, so no program answers here. The port is published, and the service has a running task.</p>
<dl>${list}</dl></html>\n`,
  );
}

const STYLE = `:root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem}
small{font-weight:400;opacity:.7}dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem}dt{opacity:.7}dd{margin:0;font-family:ui-monospace,monospace}`;

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
