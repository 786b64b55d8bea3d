import { LabError } from '../../contract/index.ts';
import type { MakingTool } from '../../server/images/index.ts';
import { ROOT } from '../paths.ts';
import { runChild } from '../stages/child.ts';
import { askYes } from './ask.ts';
import { askPassword, changeMachine, shownCommands } from './change-machine.ts';
import { APT, isDebianLike, type PlannedCommand } from './engine-plan.ts';
import type { FoundEngine, SetUpOptions } from './ensure-engine.ts';
import { type HostFacts, isOnPath, readHostFacts } from './host-facts.ts';
import { get } from './probe-engine.ts';

const REGISTRY_MS = 3000;

/** The program, and the packages it comes in. */
const TOOLS = {
  mmdebstrap: ['mmdebstrap', 'debian-archive-keyring'],
  pip: ['python3-pip'],
} as const satisfies Record<MakingTool, readonly string[]>;

const commandsFor = (tools: readonly MakingTool[]): readonly PlannedCommand[] => [
  { doing: 'reading the list of packages', argv: [...APT, 'update'] },
  {
    doing: `installing ${tools.join(' and ')}`,
    argv: [...APT, 'install', '-y', '--no-install-recommends', ...tools.flatMap((tool) => TOOLS[tool])],
  },
];

/**
 * Where no image registry can be reached, images are made from packages; installs what making those takes that are missing.
 * Does nothing where it is not needed or not possible: the images part then says what is missing.
 */
export async function ensureImageTools(
  engine: FoundEngine,
  images: readonly string[],
  options: SetUpOptions,
): Promise<void> {
  const { makingTools } = await import('../../server/images/index.ts');
  const needed = await makingTools(engine.socket, images);
  const missing: MakingTool[] = [];
  if (needed.includes('mmdebstrap') && !isOnPath('mmdebstrap', options.env)) missing.push('mmdebstrap');
  if (needed.includes('pip') && !(await hasPip(options.signal))) missing.push('pip');
  if (missing.length > 0) await installTools(missing, engine, options);
}

async function installTools(tools: readonly MakingTool[], engine: FoundEngine, options: SetUpOptions): Promise<void> {
  const { env, signal, yes, progress } = options;
  if (process.platform !== 'linux') return;
  const facts = await readHostFacts(env, signal);
  if (!isDebianLike(facts) || !(facts.isRoot || facts.hasSudo)) return;
  if (await progress.step('Image registry', () => reachesRegistry(engine, signal))) return;
  const commands = commandsFor(tools);
  console.log(`\n${because(tools, facts)}\n\n${shownCommands(commands, facts)}\n`);
  if (facts.hasTerminal && !yes && !(await askYes('Run these now?', signal))) {
    throw new LabError(
      'noImage',
      'Nothing was changed. Connect the machine to a registry, or run the commands yourself.',
    );
  }
  await askPassword(facts);
  await progress.step(tools.join(' and '), (say) =>
    changeMachine(commands, { facts, signal, say, answers: () => Promise.resolve(false) }),
  );
}

function because(tools: readonly MakingTool[], facts: HostFacts): string {
  const comes = tools.length === 1 ? 'which comes' : 'which come';
  return `The image registry cannot be reached, so the images are made here, from packages. That takes ${tools.join(' and ')}, ${comes} with ${facts.distributionName}:`;
}

async function hasPip(signal: AbortSignal): Promise<boolean> {
  const argv = ['python3', '-m', 'pip', '--version'];
  const end = await runChild({ argv, cwd: ROOT, limitMs: 10_000, signal }).catch(() => undefined);
  signal.throwIfAborted();
  return end?.exitCode === 0;
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
