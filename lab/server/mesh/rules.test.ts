import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INGRESS_ID, send, service, task, type World, worlds } from './mesh.fixtures.ts';
import { addressesOf, isServing, planMesh } from './plan.ts';
import {
  emptyRules,
  HOST,
  INGRESS,
  INGRESS_ADDRESS,
  type NamespaceRules,
  namespaceOf,
  namespaceRules,
} from './rules.ts';

const BACK = 'backbackbackback1';

function rulesOf(world: World): Map<string, NamespaceRules> {
  return new Map(namespaceRules(planMesh({ ...world, isLive: isServing })).map((rules) => [rules.name, rules]));
}

/** Every address at which a world's services are reached, with the rules on the way and the tasks that should answer. */
function* doors(
  world: World,
): Generator<{ rules: string; protocol: string; to?: string; port: number; tasks: string[] }> {
  const rules = rulesOf(world);
  for (const one of world.services) {
    const live = world.tasks.filter((t) => t.ServiceID === one.ID && isServing(t));
    const on = (network: string): string[] =>
      live.flatMap(
        (t) =>
          t.NetworksAttachments?.filter((a) => a.Network?.ID === network).map(
            (a) => a.Addresses?.[0]?.split('/')[0] ?? '',
          ) ?? [],
      );
    for (const { NetworkID, Addr } of one.Endpoint?.VirtualIPs ?? []) {
      for (const protocol of ['tcp', 'udp']) {
        const text = rules.get(namespaceOf(NetworkID))?.text ?? '';
        yield { rules: text, protocol, to: Addr?.split('/')[0] ?? '', port: 4711, tasks: on(NetworkID) };
      }
    }
    for (const { Protocol, PublishedPort = 0, TargetPort, PublishMode } of one.Endpoint?.Ports ?? []) {
      if (Protocol === 'sctp' || PublishMode === 'host') continue;
      const tasks = on(INGRESS_ID).map((address) => `${address}:${TargetPort}`);
      yield { rules: rules.get(INGRESS)?.text ?? '', protocol: Protocol, port: PublishedPort, tasks };
    }
  }
}

describe('rules', () => {
  it('lead to every live task as often as to the others, and to no other', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        for (const { rules, tasks, ...packet } of doors(world)) {
          const reached = send(rules, packet, Math.max(1, tasks.length) * 5);
          const each = new Map<string | undefined, number>();
          for (const address of reached) each.set(address, (each.get(address) ?? 0) + 1);
          const wanted = tasks.length > 0 ? tasks.map((address) => [address, 5]) : [[undefined, 5]];
          expect(Object.fromEntries(each)).toEqual(Object.fromEntries(wanted));
        }
      }),
    );
  });

  it('lead to no task that does not run, is not well, or is to end', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const idle = addressesOf(world.tasks.filter((one) => !isServing(one)));
        for (const { text } of rulesOf(world).values()) for (const address of idle) expect(text).not.toContain(address);
      }),
    );
  });

  it('leave nothing of a service that was removed', () => {
    fc.assert(
      fc.property(worlds, fc.nat(3), (world, at) => {
        const gone = world.services[at];
        const without = {
          services: world.services.filter((one) => one !== gone),
          tasks: world.tasks.filter((one) => one.ServiceID !== gone?.ID),
        };
        const own = [
          ...addressesOf(world.tasks.filter((one) => one.ServiceID === gone?.ID)),
          ...(gone?.Endpoint?.VirtualIPs ?? []).map(({ Addr }) => `${Addr?.split('/')[0]}/32`),
          ...(gone?.Endpoint?.Ports ?? []).map(({ PublishedPort }) => `--dport ${PublishedPort}`),
        ];
        for (const { text, addresses } of rulesOf(without).values()) {
          for (const trace of own) expect(`${text}${addresses.join('/32 ')}/32`).not.toContain(trace);
        }
      }),
    );
  });

  it('touch no port that is published in host mode, and none of SCTP', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const ports = world.services.flatMap(({ Endpoint }) => Endpoint?.Ports ?? []);
        const theirs = ports.filter(({ PublishMode, Protocol }) => PublishMode === 'host' || Protocol === 'sctp');
        for (const { text } of rulesOf(world).values()) {
          for (const { PublishedPort, Protocol } of theirs) {
            expect(text).not.toContain(`-p ${Protocol} --dport ${PublishedPort} `);
          }
        }
      }),
    );
  });

  it('are the same text for the same state, in whatever order managers tell it', () => {
    fc.assert(
      fc.property(worlds, fc.infiniteStream(fc.nat()), (world, numbers) => {
        const shuffled = <T>(things: readonly T[]): T[] =>
          things
            .map((thing) => ({ thing, at: numbers.next().value as number }))
            .toSorted((a, b) => a.at - b.at)
            .map(({ thing }) => thing);
        const other = { services: shuffled(world.services), tasks: shuffled(world.tasks) };
        expect([...rulesOf(other)]).toEqual([...rulesOf(world)]);
      }),
    );
  });

  it('are whole: each table is committed, and uses only chains that it makes', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        for (const { text } of rulesOf(world).values()) {
          for (const table of text.split(/^(?=\*)/m)) {
            expect(table).toMatch(/^\*(nat|filter)\n(.+\n)*COMMIT\n$/);
            const made = [...table.matchAll(/^:(\S+) /gm)].map((match) => match[1]);
            for (const [, chain] of table.matchAll(/^-A (\S+) /gm)) expect(made).toContain(chain);
          }
        }
      }),
    );
  });

  it('answer for the virtual addresses of a network, with tasks and without', () => {
    const world = { services: [service({ id: 'web', addresses: { [BACK]: '10.0.1.2' } })], tasks: [] };
    expect(rulesOf(world).get(namespaceOf(BACK))).toMatchObject({ addresses: ['10.0.1.2'], isEmpty: false });
  });

  it('send a port of the node itself to the ingress namespace, whose address the node puts in', () => {
    const services = [service({ id: 'web', ports: [{ from: 8000, to: 80 }] })];
    const host = rulesOf({ services, tasks: [] }).get(HOST);
    expect(send(host?.text ?? '', { protocol: 'tcp', port: 8000 }, 1)).toEqual([INGRESS_ADDRESS]);
    expect(send(host?.text ?? '', { protocol: 'tcp', port: 8001 }, 1)).toEqual([undefined]);
  });

  it('name the ports and addresses to which datagrams can come, once a task is there', () => {
    const services = [
      service({ id: 'dns', ports: [{ protocol: 'udp', from: 53, to: 53 }], addresses: { [BACK]: '10.0.1.2' } }),
    ];
    const addresses = { [BACK]: '10.0.1.3', [INGRESS_ID]: '10.0.0.3' };
    const open = (tasks: World['tasks']): string[] =>
      [INGRESS, namespaceOf(BACK)].flatMap((name) => [...(rulesOf({ services, tasks }).get(name)?.open ?? [])]);
    expect(open([])).toEqual([]);
    expect(open([task({ id: 't', service: 'dns', addresses })])).toEqual(['port:53', 'to:10.0.1.2']);
  });

  it('do nothing where there is no service', () => {
    expect([...rulesOf({ services: [], tasks: [] }).values()].map(({ isEmpty }) => isEmpty)).toEqual([true, true]);
    for (const name of [HOST, INGRESS, 'lb_x']) expect(emptyRules(name).text).not.toContain('DNAT --to');
  });
});

describe('a plan', () => {
  it('takes in nothing that is no address, no port or no network, whatever a manager says', () => {
    const services = [
      service({
        id: 'evil',
        ports: [
          { from: 0, to: 80 },
          { from: 8000, to: 1e9 },
          { protocol: '$(id)', from: 8001, to: 80 },
          { from: Number('8e-1'), to: 1 },
        ],
        addresses: { '../../etc': '10.0.1.2', [BACK]: "10.0.1.3'; id #" },
      }),
      service({ id: 'good', ports: [{ from: 8002, to: 80 }] }),
    ];
    const tasks = [task({ id: 't', service: 'good', addresses: { [INGRESS_ID]: '10.0.0.4\n-F' } })];
    expect(planMesh({ services, tasks, isLive: isServing })).toEqual({
      ports: [{ protocol: 'tcp', port: 8002, targetPort: 80, tasks: [] }],
      networks: [],
    });
  });

  it('leaves out the virtual addresses on the ingress network, which nobody calls', () => {
    const services = [service({ id: 'web', addresses: { [INGRESS_ID]: '10.0.0.2' } })];
    const tasks = [task({ id: 't', service: 'web', addresses: { [INGRESS_ID]: '10.0.0.3' } })];
    expect(planMesh({ services, tasks, isLive: isServing }).networks).toEqual([]);
  });
});
