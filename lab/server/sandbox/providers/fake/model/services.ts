import { tellManagers } from './events.ts';
import { madeUpName, swarmObjectId } from './ids.ts';
import { alreadyExists, invalidArgument, notFound } from './refusals.ts';
import { type Cluster, type Service, type ServiceSpec, type Swarm, type TaskTemplate, touch } from './state.ts';

/** The service of a name, an id, or the beginning of an id. */
export function findService(swarm: Swarm, key: string): Service {
  const all = [...swarm.services.values()];
  const found =
    swarm.services.get(key) ??
    all.find((s) => s.spec.name === key) ??
    all.find((s) => key !== '' && s.id.startsWith(key));
  if (!found) throw notFound(`service ${key} not found`);
  return found;
}

/** A spec with what nobody named filled in. */
export function newSpec(
  cluster: Cluster,
  wish: Partial<Omit<ServiceSpec, 'template'>> & { template: TaskTemplate },
): ServiceSpec {
  return {
    name: wish.name ?? madeUpName(cluster.random),
    labels: wish.labels ?? {},
    mode: wish.mode ?? { kind: 'replicated', replicas: 1 },
    template: wish.template,
    ports: wish.ports ?? [],
    updateParallelism: wish.updateParallelism ?? 1,
    updateDelayMs: wish.updateDelayMs ?? 0,
  };
}

/** A template of an image, everything else empty. */
export function newTemplate(image: string, args: readonly string[]): TaskTemplate {
  return {
    image,
    args,
    command: [],
    env: [],
    constraints: [],
    networks: [],
    secrets: [],
    configs: [],
    restart: 'any',
    forceUpdate: 0,
  };
}

function tell(
  cluster: Cluster,
  swarm: Swarm,
  service: Service,
  action: string,
  more: Record<string, string> = {},
): void {
  const attributes = { name: service.spec.name, ...more };
  tellManagers(cluster, swarm, { type: 'service', action, id: service.id, attributes });
}

function portsAreFree(swarm: Swarm, spec: ServiceSpec, self?: Service): void {
  for (const { published, mode } of spec.ports) {
    if (mode !== 'ingress') continue;
    const other = [...swarm.services.values()].find(
      (s) => s !== self && s.spec.ports.some((p) => p.published === published && p.mode === 'ingress'),
    );
    if (other)
      throw invalidArgument(
        `port '${published}' is already in use by service '${other.spec.name}' (${other.id}) as an ingress port`,
      );
  }
}

export function createService(cluster: Cluster, swarm: Swarm, spec: ServiceSpec): Service {
  if ([...swarm.services.values()].some((s) => s.spec.name === spec.name))
    throw alreadyExists(`name conflicts with an existing object: service ${spec.name} already exists`);
  portsAreFree(swarm, spec);
  const now = cluster.now();
  const service: Service = { id: swarmObjectId(cluster.random), spec, createdAt: now, updatedAt: now, version: 0 };
  swarm.services.set(service.id, service);
  touch(swarm, service, now);
  tell(cluster, swarm, service, 'create');
  return service;
}

/** Takes a new spec. Tasks are replaced only when what they are made from has changed. */
export function updateService(cluster: Cluster, swarm: Swarm, service: Service, wished: ServiceSpec): void {
  portsAreFree(swarm, wished, service);
  const before = service.spec;
  const sameTemplate = JSON.stringify(wished.template) === JSON.stringify(before.template);
  service.previous = before;
  service.spec = sameTemplate ? { ...wished, template: before.template } : wished;
  if (!sameTemplate) service.update = { state: 'updating', message: 'update in progress' };
  service.nextBatchAt = undefined;
  announce(cluster, swarm, service, before);
}

/** Back to the spec before the last update. */
export function rollBackService(cluster: Cluster, swarm: Swarm, service: Service): void {
  const before = service.spec;
  if (!service.previous) throw invalidArgument(`service ${service.spec.name} does not have a previous spec`);
  service.spec = service.previous;
  service.previous = undefined;
  service.update = { state: 'rollback_started', message: 'rollback in progress' };
  announce(cluster, swarm, service, before);
}

function announce(cluster: Cluster, swarm: Swarm, service: Service, before: ServiceSpec): void {
  touch(swarm, service, cluster.now());
  const replicas = (spec: ServiceSpec) => (spec.mode.kind === 'replicated' ? String(spec.mode.replicas) : '');
  const [now, was] = [replicas(service.spec), replicas(before)];
  tell(cluster, swarm, service, 'update', now === was ? {} : { 'replicas.new': now, 'replicas.old': was });
}

export function removeService(cluster: Cluster, swarm: Swarm, service: Service): void {
  swarm.services.delete(service.id);
  swarm.index += 1;
  tell(cluster, swarm, service, 'remove');
}
