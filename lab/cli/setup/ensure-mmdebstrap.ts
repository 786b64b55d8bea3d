import { LabError } from '../../contract/index.ts';
import { askYes } from './ask.ts';
import { askPassword, changeMachine, shownCommands } from './change-machine.ts';
import { APT, isDebianLike, type PlannedCommand } from './engine-plan.ts';
import type { FoundEngine, SetUpOptions } from './ensure-engine.ts';
import { type HostFacts, isOnPath, readHostFacts } from './host-facts.ts';
import { get } from './probe-engine.ts';

const REGISTRY_MS = 3000;

const COMMANDS: readonly PlannedCommand[] = [
  { doing: 'reading the list of packages', argv: [...APT, 'update'] },
  {
    doing: 'installing mmdebstrap',
    argv: [...APT, 'install', '-y', '--no-install-recommends', 'mmdebstrap', 'debian-archive-keyring'],
  },
];

/**
 * Where no image registry can be reached, the node image is made from Debian packages; installs what that takes.
 * Does nothing where it is not needed or not possible: the images part then says what is missing.
 */
export async function ensureMmdebstrap(engine: FoundEngine, options: SetUpOptions): Promise<void> {
  const { env, signal, yes, progress } = options;
  if (isOnPath('mmdebstrap', env) || process.platform !== 'linux') return;
  if (await hasNodeImage(engine, signal)) return;
  const facts = await readHostFacts(env, signal);
  if (!isDebianLike(facts) || !(facts.isRoot || facts.hasSudo)) return;
  if (await progress.step('Image registry', () => reachesRegistry(engine, signal))) return;
  console.log(`\n${because(facts)}\n\n${shownCommands(COMMANDS, facts)}\n`);
  if (facts.hasTerminal && !yes && !(await askYes('Run these now?', signal))) {
    throw new LabError(
      'noImage',
      'Nothing was changed. Connect the machine to a registry, or run the commands yourself.',
    );
  }
  await askPassword(facts);
  await progress.step('mmdebstrap', (say) =>
    changeMachine(COMMANDS, { facts, signal, say, answers: () => Promise.resolve(false) }),
  );
}

function because(facts: HostFacts): string {
  return `The image registry cannot be reached, so the images are made here, from packages of Debian. That takes mmdebstrap, which comes with ${facts.distributionName}:`;
}

async function hasNodeImage(engine: FoundEngine, signal: AbortSignal): Promise<boolean> {
  const filters = encodeURIComponent(JSON.stringify({ reference: ['devcoin-lab/node-base'] }));
  const images: unknown = JSON.parse(await get(engine.socket, `/images/json?filters=${filters}`, signal));
  return Array.isArray(images) && images.length > 0;
}

/** Asks by way of the engine, so that its mirrors and proxies count; any failure is a no. */
async function reachesRegistry(engine: FoundEngine, signal: AbortSignal): Promise<boolean> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(REGISTRY_MS)]);
  try {
    await get(engine.socket, '/distribution/debian:trixie-slim/json', limit);
    return true;
  } catch {
    signal.throwIfAborted();
    return false;
  }
}
