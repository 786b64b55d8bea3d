import { LabError } from '../../contract/index.ts';
import type { CloudKeys, Sandbox, SandboxNode } from '../sandbox/index.ts';
import { CLOUD_CONTAINER, CLOUD_IMAGE, CLOUD_PORT, SIMULATOR, settingsOf } from './settings.ts';

/** Where the simulator's programs lie on the node, and what the learner gets. */
const PROGRAMS = '/var/lib/lab-cloud';
const KEY_ID = '~/cloud/key-id';
const SECRET = '~/cloud/secret-key';
const AWS_CONFIG = '~/.aws/config';

/** The command finds the cloud of the lab, and prints without a pager. Region and keys are for the learner to set. */
const CONFIG = `[default]
endpoint_url = http://127.0.0.1:${CLOUD_PORT}
cli_pager =
`;

/** Starts the simulator on the first node and puts the learner's keys there. */
export async function startCloud(sandbox: Sandbox, keys: CloudKeys, signal: AbortSignal): Promise<void> {
  const node = firstNode(sandbox);
  const write = (path: string, text: string) => node.writeFile(path, Buffer.from(text), signal);
  await Promise.all([
    ...SIMULATOR.map(({ name, text }) => write(`${PROGRAMS}/${name}`, text)),
    write(KEY_ID, `${keys.id}\n`),
    write(SECRET, `${keys.secret}\n`),
    write(AWS_CONFIG, CONFIG),
  ]);
  const options = ['--detach', '--name', CLOUD_CONTAINER, '--restart', 'always', '--network', 'host'];
  const mounted = ['--volume', `${PROGRAMS}:/lab:ro`, '--env', 'PYTHONDONTWRITEBYTECODE=1'];
  const given = ['--env', `LAB_CLOUD=${settingsOf(sandbox, keys)}`, '--entrypoint', 'python3'];
  const command = ['docker', 'run', ...options, ...mounted, ...given, CLOUD_IMAGE, '/lab/cloud.py'];
  const { exitCode, stderr } = await node.run(command, signal);
  if (exitCode !== 0)
    throw new LabError('noImage', `The cloud of the lab did not start on ${node.name}: ${stderr.trim()}`);
}

/** The keys of a cloud that an ended server started; undefined when the learner took the files away. */
export async function keysOf(sandbox: Sandbox, signal: AbortSignal): Promise<CloudKeys | undefined> {
  const node = firstNode(sandbox);
  if (node.power !== 'running') return undefined;
  const read = async (path: string) => {
    const bytes = await node.readFile(path, 200, signal);
    return bytes && new TextDecoder().decode(bytes).trim();
  };
  const [id, secret] = await Promise.all([read(KEY_ID), read(SECRET)]);
  return id && secret ? { id, secret } : undefined;
}

/** The node on which the cloud runs. */
export function firstNode({ nodes }: Sandbox): SandboxNode {
  const node = nodes[0];
  if (!node) throw new Error('a sandbox has a node');
  return node;
}
