import type { IncomingMessage } from 'node:http';
import type { EngineContainer, EngineService, SandboxNode } from '../sandbox/index.ts';

/** What a proxy in front of the app says when it has nothing to pass on. */
export type ProxyTrouble = 'noRule' | 'noServer';

/** Traefik's own answers, byte for byte (its router, its load balancer, its transport). */
const WORDS: ReadonlyMap<string, ProxyTrouble> = new Map([
  ['404 404 page not found', 'noRule'],
  ['503 no available server', 'noServer'],
  ['502 Bad Gateway', 'noServer'],
  ['504 Gateway Timeout', 'noServer'],
]);
const LONGEST = Math.max(...[...WORDS.keys()].map((words) => words.length)) - 3;

/** Whether an answer can be one of those: then it is read before it is passed on. */
export function maybeProxyTrouble({ statusCode, headers }: IncomingMessage): boolean {
  return (
    [404, 502, 503, 504].includes(statusCode ?? 0) &&
    /^text\/plain\b/i.test(headers['content-type'] ?? '') &&
    Number(headers['content-length'] ?? Number.NaN) <= LONGEST
  );
}

/** What an answer of these words means. */
export function proxyTrouble(statusCode: number | undefined, body: string): ProxyTrouble | undefined {
  return WORDS.get(`${statusCode} ${body.trim()}`);
}

const RULE_LABEL = /^traefik\.http\.routers\.[^.]+\.rule$/i;
const HOST_RULE = /\bHost\(([^)]*)\)/gi;

/** The names that Traefik has rules for, as labels of services and containers tell. */
export function hostsInLabels(labels: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(labels)
    .filter(([name]) => RULE_LABEL.test(name))
    .flatMap(([, rule]) => [...rule.matchAll(HOST_RULE)])
    .flatMap(([, names = '']) => [...names.matchAll(/[`"']([^`"']+)[`"']/g)].map(([, name = '']) => name))
    .map((name) => name.toLowerCase());
}

/** The names that a Traefik somewhere in the cluster has rules for; empty when no engine tells in time. */
export async function knownHosts(
  nodes: readonly SandboxNode[],
  at: SandboxNode,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const none = () => [];
  const services: readonly EngineService[] = await Promise.any(nodes.map((node) => node.engine.services(signal))).catch(
    none,
  );
  const containers: readonly EngineContainer[] = await at.engine.containers(signal).catch(none);
  const labels = [
    ...services.map(({ Spec }) => Spec.Labels ?? {}),
    ...containers.filter(({ State }) => State === 'running').map(({ Labels }) => Labels ?? {}),
  ];
  return [...new Set(labels.flatMap(hostsInLabels))].toSorted();
}
