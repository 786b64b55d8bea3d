import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

interface ComposeFile {
  readonly version: string;
  readonly name?: string;
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, { readonly name: string; readonly external: boolean }>>;
  readonly configs?: Readonly<Record<string, { readonly external: boolean }>>;
  readonly secrets?: unknown;
}
interface Service {
  readonly image: string;
  readonly build?: string;
  readonly networks?: readonly string[] | Readonly<Record<string, unknown>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly configs?: readonly { readonly source: string; readonly target: string }[];
  readonly deploy?: {
    readonly restart_policy?: { readonly max_attempts?: number };
    readonly update_config?: { readonly failure_action?: string };
    readonly rollback_config?: unknown;
    readonly resources?: { readonly limits?: { readonly memory?: string } };
    readonly placement?: { readonly constraints: readonly string[] };
  };
}

const root = resolve(import.meta.dirname, '..', '..');
const read = (kind: string): ComposeFile => parse(readFileSync(join(root, `docker-compose${kind}.yml`), 'utf8'));
const files = { one: read(''), swarm: read('.swarm'), final: read('.final') };
const SERVICES = ['proxy', 'webui', 'api', 'redis', 'miner'];

/** The networks of a service by the names they have in Docker. */
function networksOf(file: ComposeFile, service: string): readonly string[] {
  const { networks = ['default'] } = file.services[service] ?? {};
  const keys = Array.isArray(networks) ? networks : Object.keys(networks);
  return keys.map((key) => file.networks[key]?.name ?? key).toSorted();
}

describe.each(Object.entries(files))('the compose file %s', (kind, file) => {
  it('is of the form that Docker 20.10 to 29 deploy as a stack', () => {
    expect(file.version).toBe('3.8');
    expect(file).not.toHaveProperty('name');
    expect(Object.keys(file.services)).toEqual(SERVICES);
  });

  it('keeps all but the proxy on the private network, and only what is seen from outside on the proxy’s', () => {
    const driver = kind === 'one' ? 'bridge' : 'overlay';
    const [inner, outer] = [`devcoin_${driver}_private`, `devcoin_${driver}_proxy`];
    const found = Object.fromEntries(SERVICES.map((name) => [name, networksOf(file, name)]));
    expect(found).toEqual({
      proxy: [outer],
      webui: [inner, outer],
      api: [inner, outer],
      redis: [inner],
      miner: [inner],
    });
    expect(Object.values(file.networks).every(({ external }) => external)).toBe(true);
  });

  it('publishes one port, by the proxy', () => {
    const published = SERVICES.filter((name) => file.services[name]?.ports);
    expect(published).toEqual(['proxy']);
    expect(file.services.proxy?.ports).toEqual([`\${DEVCOIN_PORT:-80}:80`]);
  });

  it('builds from folders that are there', () => {
    for (const { build } of Object.values(file.services)) {
      if (build) expect(existsSync(join(root, build, 'Dockerfile')), build).toBe(true);
    }
    expect(SERVICES.filter((name) => file.services[name]?.build)).toEqual(['webui', 'api', 'miner']);
  });

  it('has no secret yet: that is what the learner adds', () => {
    expect(file).not.toHaveProperty('secrets');
  });
});

describe.each([
  ['swarm', files.swarm],
  ['final', files.final],
])('the stack file %s', (_, file) => {
  it('takes the images that nodes cannot have from the registry of the cluster', () => {
    const own = SERVICES.filter((name) => file.services[name]?.image.startsWith('127.0.0.1:5000/'));
    expect(own).toEqual(['api', 'miner']);
  });

  it.each(SERVICES)('lets %s be updated, rolled back, limited, and not started for ever', (name) => {
    const { deploy } = file.services[name] ?? {};
    expect(deploy?.update_config?.failure_action).toBe('rollback');
    expect(deploy?.rollback_config).toBeDefined();
    expect(deploy?.resources?.limits?.memory).toMatch(/^\d+M$/);
    expect(deploy?.restart_policy?.max_attempts).toBeGreaterThan(0);
  });

  it('puts the proxy where the swarm answers', () => {
    expect(file.services.proxy?.deploy?.placement?.constraints).toEqual(['node.role == manager']);
  });
});

describe('the final stack file', () => {
  it('differs from the one before by its configs alone', () => {
    const { configs, ...rest } = files.final;
    expect(configs).toEqual({ miner: { external: true }, traefik: { external: true } });
    expect(rest.services.miner?.configs).toEqual([{ source: 'miner', target: '/etc/devcoin/miner.yml' }]);
    expect(rest.services.proxy?.configs).toEqual([{ source: 'traefik', target: '/etc/traefik/traefik.yml' }]);
    const plain = (file: ComposeFile) =>
      SERVICES.map((name) => {
        const { configs: _, ...service } = file.services[name] as Service & {
          command?: unknown;
          healthcheck?: unknown;
        };
        // The proxy gets from its config what it got from its command before.
        const { command: __, healthcheck: ___, ...proxy } = service;
        return name === 'proxy' ? proxy : service;
      });
    expect(plain(files.final)).toEqual(plain(files.swarm));
  });
});
