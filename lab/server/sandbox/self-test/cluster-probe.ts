import { randomBytes } from 'node:crypto';
import { LabError } from '../../../contract/index.ts';
import type { Provider, Sandbox, SandboxNode } from '../provider.ts';
import { bad, type Finding, ok, warn } from './finding.ts';

const NODES = ['node1', 'node2'];
const REMOVAL_LIMIT_MS = 60_000;

/** Opens a real cluster of two nodes, tries what courses live on, and removes it again. */
export async function* probeCluster(provider: Provider, signal: AbortSignal): AsyncGenerator<Finding> {
  const id = `selftest${randomBytes(4).toString('hex')}`;
  const since = performance.now();
  let sandbox: Sandbox;
  try {
    sandbox = await provider.open({ id, nodes: NODES, labels: { for: 'self-test' } }, { signal });
  } catch (error) {
    signal.throwIfAborted();
    yield bad('nodes', `A cluster of two nodes did not start. ${sentenceOf(error)}`);
    return;
  }
  try {
    yield ok('nodes', `Two nodes were ready after ${((performance.now() - since) / 1000).toFixed(1)} s.`);
    yield* probeSwarm(sandbox, signal);
  } finally {
    await sandbox.destroy(AbortSignal.timeout(REMOVAL_LIMIT_MS));
  }
}

async function* probeSwarm(sandbox: Sandbox, signal: AbortSignal): AsyncGenerator<Finding> {
  const [first, second] = sandbox.nodes;
  if (!first || !second)
    throw new LabError('internal', 'The cluster of the self-test has not the two nodes it was asked for.');
  const image = await script(first, 'docker image ls --quiet --no-trunc | head -n 1', signal);
  if (!image.done || image.words === '') {
    yield warn('containers', 'No image is prepared, so containers in nodes were not tried.');
    return;
  }
  const run = await script(first, `docker run --rm ${image.words} echo fine`, signal);
  if (!run.done) {
    yield bad('containers', `A container in a node does not run: ${run.words}`);
    return;
  }
  yield ok('containers', 'A container runs in a node.');
  const swarm = await formSwarm({ first, second, image: image.words }, signal);
  if (swarm) {
    yield swarm;
    return;
  }
  yield ok('swarm', 'Two nodes form a swarm and run a service.');
  yield await overlayFinding(first, second, signal);
  yield await meshFinding(second, signal);
}

/** One task on each node, reachable over an overlay network and at a published port. Gives a finding only when it fails. */
async function formSwarm(
  { first, second, image }: { first: SandboxNode; second: SandboxNode; image: string },
  signal: AbortSignal,
): Promise<Finding | undefined> {
  const answer = 'while :; do echo fine | nc -l -p 8080; done';
  const token = await script(
    first,
    `docker swarm init --advertise-addr ${first.address} > /dev/null && docker swarm join-token --quiet worker`,
    signal,
  );
  if (!token.done) return bad('swarm', `A node cannot begin a swarm: ${token.words}`);
  const joined = await script(second, `docker swarm join --token ${token.words} ${first.address}:2377`, signal);
  if (!joined.done) return bad('swarm', `A node cannot join a swarm: ${joined.words}`);
  const started = await script(
    first,
    `docker network create --driver overlay selftest > /dev/null
docker service create --quiet --detach --no-resolve-image --name selftest --mode global --network selftest \\
  --publish 8080:8080 ${image} sh -c '${answer}' > /dev/null
${waitFor(`[ "$(docker service ps --format '{{.CurrentState}}' selftest | grep -c ^Running)" = 2 ]`, 15)}
docker service ps --no-trunc selftest; exit 1`,
    signal,
  );
  return started.done ? undefined : bad('swarm', `A service does not run on two nodes: ${started.words}`);
}

async function overlayFinding(first: SandboxNode, second: SandboxNode, signal: AbortSignal): Promise<Finding> {
  const address = await script(
    second,
    `docker inspect --format '{{.NetworkSettings.Networks.selftest.IPAddress}}' "$(docker ps -q | head -n 1)"`,
    signal,
  );
  const ping = `docker exec "$(docker ps -q | head -n 1)" ping -c 1 -W 1 ${address.words}`;
  const reached = await script(first, `${waitFor(`${ping} > /dev/null 2>&1`, 5)}\nexit 1`, signal);
  if (address.done && reached.done)
    return ok('overlay', 'Containers on different nodes reach each other over an overlay network.');
  return bad(
    'overlay',
    'Containers on different nodes do not reach each other over an overlay network.',
    'Look for a firewall on this machine that drops UDP port 4789 between containers.',
  );
}

async function meshFinding(node: SandboxNode, signal: AbortSignal): Promise<Finding> {
  const ask = `[ "$(timeout 1 bash -c 'cat < /dev/tcp/${node.address}/8080' 2> /dev/null)" = fine ]`;
  const answered = await script(node, `${waitFor(ask, 4)}\nexit 1`, signal);
  if (answered.done) return ok('mesh', 'A published port answers through the routing mesh.');
  return warn(
    'mesh',
    'A published port does not answer through the routing mesh.',
    'Look for a firewall in the way of containers on this machine. Courses that publish no port are not touched.',
  );
}

/** Shell lines that end the script with success as soon as a condition holds, and go on after so many seconds. */
function waitFor(condition: string, seconds: number): string {
  return `end=$((SECONDS + ${seconds})); while [ "$SECONDS" -lt "$end" ]; do if ${condition}; then exit 0; fi; sleep 0.1; done`;
}

interface Said {
  readonly done: boolean;
  readonly words: string;
}

async function script(node: SandboxNode, lines: string, signal: AbortSignal): Promise<Said> {
  const { exitCode, stdout, stderr } = await node.run(['bash', '-c', lines], signal);
  return { done: exitCode === 0, words: (exitCode === 0 ? stdout : `${stdout}${stderr}`).trim() };
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
