import type Docker from 'dockerode';

/** The external networks of docker-compose.yml. */
const NETWORKS = ['devcoin_bridge_private', 'devcoin_bridge_proxy'] as const;

/** Tells the networks that the demo made from those that somebody made by hand. */
const MADE_BY_DEMO = 'org.devcoin-lab.demo';

/** Makes the networks that are missing. */
export async function makeNetworks(engine: Docker): Promise<void> {
  const there = new Set((await engine.listNetworks()).map(({ Name }) => Name));
  for (const name of NETWORKS) {
    if (there.has(name)) continue;
    await engine.createNetwork({ Name: name, Driver: 'bridge', Labels: { [MADE_BY_DEMO]: '1' } });
  }
}

/** Removes the networks that the demo made; gives the names of those that stay, because something else uses them. */
export async function removeNetworks(engine: Docker): Promise<readonly string[]> {
  const own = await engine.listNetworks({ filters: { label: [MADE_BY_DEMO] } });
  const stay: string[] = [];
  for (const { Id, Name } of own) {
    const network = engine.getNetwork(Id);
    const { Containers = {} } = (await network.inspect()) as { Containers?: Record<string, unknown> };
    if (Object.keys(Containers).length > 0) stay.push(Name);
    else await network.remove();
  }
  return stay;
}
