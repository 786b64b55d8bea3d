import type { CheckOf, StoredView } from '../../../contract/index.ts';
import type { EngineStored } from '../../sandbox/index.ts';
import { askManager } from '../ask-manager.ts';
import { couldNotCheck, type Finding, type Kind, met, notYet, type World } from '../finding.ts';
import { lookAt, nodeInTheWay, runningNode } from '../node-in-the-way.ts';
import { notStored } from '../stored-in-the-way.ts';
import { swarmInTheWay } from '../swarm-in-the-way.ts';

type ConfigCheck = CheckOf<'config'>;

/** More is no config: the swarm takes 1000 KiB. */
const MAX_BYTES = 1024 * 1024;

/** Bytes in base64; absent where there is no such thing. */
export interface ConfigEvidence {
  readonly own?: string;
  readonly other?: string;
  readonly file?: string;
}

/** A config: whether it is there, and whether its bytes are those of a file, or others than those of another config. */
export const config: Kind<'config', ConfigEvidence> = {
  async look(check, site) {
    if (!check.equalsFile && check.differsFrom === undefined) return undefined;
    const stored = await askManager(site, 'the configs', (engine, signal) => engine.configs(signal));
    if ('trouble' in stored) return stored;
    const own = dataOf(stored, check.config);
    const other = check.differsFrom === undefined ? undefined : dataOf(stored, check.differsFrom);
    const file = check.equalsFile ? await readFile(check.equalsFile, site) : {};
    if ('trouble' in file) return file;
    return { ...(own === undefined ? {} : { own }), ...(other === undefined ? {} : { other }), ...file };
  },
  judge(check, world) {
    const inTheWay = swarmInTheWay(world);
    if (inTheWay) return inTheWay;
    const found = world.snapshot.configs.find((one) => one.name === check.config);
    const absent = notStored({ ...check, name: check.config }, found, world.snapshot.configs, world.baseline.at);
    if (absent) return absent;
    return wrongBytes(check, world) ?? met(fact(check, found));
  },
};

function dataOf(stored: readonly EngineStored[], name: string): string | undefined {
  return stored.find((one) => one.Spec.Name === name)?.Spec.Data;
}

async function readFile(
  { node: name, path }: NonNullable<ConfigCheck['equalsFile']>,
  { sandbox, signal }: Parameters<NonNullable<typeof config.look>>[1],
): Promise<{ file?: string } | { trouble: string }> {
  const node = runningNode(sandbox, name);
  if (!node) return {};
  return lookAt(`${path} on ${name}`, signal, async (limited) => {
    const bytes = await node.readFile(path, MAX_BYTES, limited);
    return bytes ? { file: Buffer.from(bytes).toString('base64') } : {};
  });
}

function wrongBytes(check: ConfigCheck, { snapshot, evidence }: World<ConfigEvidence>): Finding | undefined {
  const { config: name, equalsFile, differsFrom } = check;
  if (!equalsFile && differsFrom === undefined) return undefined;
  if (!evidence) return couldNotCheck(`The config ${name} was not read yet.`);
  if ('trouble' in evidence) return couldNotCheck(evidence.trouble);
  const { own, other, file } = evidence;
  if (own === undefined) return couldNotCheck(`The config ${name} was not read yet.`);
  if (differsFrom !== undefined && other === own) {
    return notYet(
      `${name} has the same bytes as ${differsFrom}.`,
      `The file was not edited, or not saved, before the config was made. Edit it, remove ${name} with docker config rm, and make it again.`,
    );
  }
  if (!equalsFile) return undefined;
  const inTheWay = nodeInTheWay(equalsFile.node, snapshot, 'files');
  if (inTheWay) return inTheWay;
  if (file === undefined) return notYet(`There is no ${equalsFile.path} on ${equalsFile.node}.`);
  if (file === own) return undefined;
  return notYet(
    `The config ${name} has other bytes than ${equalsFile.path} on ${equalsFile.node}${firstDifference(own, file)}.`,
    'A config keeps the bytes it was made with. Make one with a new name, or, while no service uses it, remove it and make it again.',
  );
}

/** ": in line 2 the file has “hashRate: 40000”, the config “hashRate: 20000”" where both are text. */
function firstDifference(own: string, file: string): string {
  const [a, b] = [own, file].map((data) => Buffer.from(data, 'base64').toString().split('\n')) as [string[], string[]];
  const at = b.findIndex((line, i) => line !== a[i]);
  const shown = (line: string | undefined) => (line === undefined ? 'nothing' : `“${line.trim().slice(0, 60)}”`);
  if (at < 0) return ': the config goes on after the end of the file';
  return `: in line ${at + 1} the file has ${shown(b[at])}, the config ${shown(a[at])}`;
}

function fact({ config: name, equalsFile, differsFrom, exists }: ConfigCheck, found: StoredView | undefined): string {
  if (!exists || !found) return `There is no config ${name}.`;
  if (equalsFile) return `The config ${name} has the bytes of ${equalsFile.path} on ${equalsFile.node}.`;
  return `The config ${name} is there${differsFrom === undefined ? '' : `, with other bytes than ${differsFrom}`}.`;
}
