import type { Sandbox } from '../sandbox/index.ts';

/** How a machine is called in a check. */
export type CalledBy = 'name' | 'public' | 'static';

/** The name or address that a check means; undefined while the machine has none of that kind. */
export function addressOf(
  { nodes, cloud }: Pick<Sandbox, 'nodes' | 'cloud'>,
  machine: string,
  by: CalledBy,
): string | undefined {
  if (by === 'name') return machine;
  if (by === 'public') return nodes.find((node) => node.name === machine)?.publicAddress;
  return cloud?.facts?.addresses.find((one) => one.machine === machine)?.address;
}
