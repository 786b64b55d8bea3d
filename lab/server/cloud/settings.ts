import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CloudKeys, machinesOf, type Sandbox } from '../sandbox/index.ts';

/** The image that the cloud runs in; lab/images.yaml says where it comes from, and courses with a cloud list it. */
export const CLOUD_IMAGE = 'motoserver/moto:5.1.1';
/** The name of its container on the first node, and where it listens there. */
export const CLOUD_CONTAINER = 'cloud';
export const CLOUD_PORT = 4566;
export const REGION = 'eu-west-1';
export const ZONES = ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'] as const;

/** Static addresses begin there in the public network, above all machines. */
const FIRST_STATIC = 200;
const STATIC_COUNT = 5;

/** The programs of the simulator, by name. */
export const SIMULATOR = readdirSync(join(import.meta.dirname, 'simulator'))
  .filter((name) => name.endsWith('.py'))
  .map((name) => ({ name, text: readFileSync(join(import.meta.dirname, 'simulator', name), 'utf8') }));

/** What the simulator is told: the account's machines, at the addresses that they have in the sandbox. */
export function settingsOf({ spec, nodes }: Pick<Sandbox, 'spec' | 'nodes'>, keys: CloudKeys): string {
  const rented = machinesOf(spec).slice(spec.nodes.length);
  const machines = rented.flatMap((name) => {
    const node = nodes.find((one) => one.name === name);
    return node ? [{ name, private: node.address, public: node.publicAddress ?? '' }] : [];
  });
  const prefix = (nodes[0]?.publicAddress ?? '').replace(/\.\d+$/, '');
  const staticAddresses = Array.from({ length: STATIC_COUNT }, (_, i) => `${prefix}.${FIRST_STATIC + i}`);
  return JSON.stringify({
    host: '127.0.0.1',
    port: CLOUD_PORT,
    keyId: keys.id,
    secret: keys.secret,
    machines,
    staticAddresses,
  });
}
