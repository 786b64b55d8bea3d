import type { CheckOf, ClusterSnapshot, PortView, ServiceView, StoredFile } from '../../../contract/index.ts';
import { type Finding, notYet, type World } from '../finding.ts';
import { isOrAre, list } from '../wording.ts';

type ServiceCheck = CheckOf<'service'>;

/** What a spec says of networks, ports, files, variables and placement that is not what is wanted. */
export function wrongParts(check: ServiceCheck, found: ServiceView, world: World): Finding | undefined {
  return (
    notNew(check, found, world) ??
    wrongNetworks(check, found) ??
    wrongPorts(check, found, world.snapshot) ??
    wrongFiles('config', check.configs, found) ??
    wrongFiles('secret', check.secrets, found) ??
    wrongWords(check, found) ??
    wrongUpdate(check, found)
  );
}

function notNew(
  { newerThanStep, service: name }: ServiceCheck,
  found: ServiceView,
  { baseline }: World,
): Finding | undefined {
  if (!newerThanStep || found.createdAt > baseline.at) return undefined;
  return notYet(
    `${name} was there before this step was opened.`,
    `The name is taken by an older service. Remove it first: docker service rm ${name}.`,
  );
}

function wrongNetworks({ networks, alias, service: name }: ServiceCheck, found: ServiceView): Finding | undefined {
  const missing = (networks ?? []).filter((network) => !found.networks.includes(network));
  if (missing.length > 0) {
    const has = found.networks.length > 0 ? `is on ${list(found.networks)}` : 'is on no network of the swarm';
    return notYet(`${name} ${has}; ${list(missing)} ${isOrAre(missing.length)} missing.`);
  }
  if (alias === undefined || found.aliases?.includes(alias)) return undefined;
  const has = found.aliases ? `is also known as ${list(found.aliases)}` : 'has no name beside its own';
  return notYet(`${name} ${has}; the alias ${alias} is wanted.`);
}

const shown = ({ published, target, mode }: PortView): string =>
  `${published} to ${target}${mode === 'host' ? ' on the host' : ''}`;

function wrongPorts(
  { ports, service: name }: ServiceCheck,
  found: ServiceView,
  snapshot: ClusterSnapshot,
): Finding | undefined {
  const missing = ports?.find(
    ({ published, target, mode }) =>
      !found.ports.some(
        (p) =>
          p.published === published &&
          (target === undefined || p.target === target) &&
          (mode === undefined || p.mode === mode),
      ),
  );
  if (!missing) return undefined;
  const { published, target } = missing;
  const has = found.ports.length > 0 ? `publishes ${list(found.ports.map(shown))}` : 'publishes no port';
  return notYet(
    `${name} ${has}; ${published}${target === undefined ? '' : ` to ${target}`} is wanted.`,
    takenBy(published, name, snapshot),
  );
}

/** A service that was not made because another one has its port. */
export function portTaken({ ports, service: name }: ServiceCheck, snapshot: ClusterSnapshot): string | undefined {
  return ports?.map(({ published }) => takenBy(published, name, snapshot)).find((text) => text !== undefined);
}

function takenBy(published: number, name: string, { services }: ClusterSnapshot): string | undefined {
  const other = services.find((s) => s.name !== name && s.ports.some((p) => p.published === published));
  if (!other) return undefined;
  return `The port ${published} is taken by the service ${other.name}. A port of the swarm belongs to one service.`;
}

/** Exactly the wanted ones, so that one that was meant to go is told. */
function wrongFiles(
  kind: 'config' | 'secret',
  wanted: readonly { name: string; target?: string | undefined }[] | undefined,
  found: ServiceView,
): Finding | undefined {
  if (!wanted) return undefined;
  const has: readonly StoredFile[] = (kind === 'config' ? found.configFiles : found.secretFiles) ?? [];
  const missing = wanted.find(({ name }) => !has.some((file) => file.name === name));
  if (missing) {
    const instead = has.length > 0 ? `; it has ${list(has.map((file) => file.name))}` : '';
    return notYet(`${found.name} does not have the ${kind} ${missing.name}${instead}.`);
  }
  const surplus = has.find((file) => !wanted.some(({ name }) => name === file.name));
  if (surplus) return notYet(`${found.name} still has the ${kind} ${surplus.name}.`);
  for (const { name, target } of wanted) {
    const file = has.find((one) => one.name === name && (target === undefined || samePlace(kind, one.target, target)));
    if (file) continue;
    const places = has.filter((one) => one.name === name).map((one) => one.target);
    return notYet(
      `${found.name} has the ${kind} ${name} at ${list(places)}; ${target} is wanted.`,
      'The program looks for its file in one place. That place is the target.',
    );
  }
  return undefined;
}

/** A target without a path is a name in the folder where Docker puts such files. */
function samePlace(kind: 'config' | 'secret', has: string, wanted: string): boolean {
  const full = (target: string) =>
    target.startsWith('/') ? target : `${kind === 'secret' ? '/run/secrets' : ''}/${target}`;
  return full(has) === full(wanted);
}

function wrongWords(check: ServiceCheck, found: ServiceView): Finding | undefined {
  const { env, constraints, service: name } = check;
  for (const [key, value] of Object.entries(env ?? {})) {
    const has = found.env?.find((one) => one.startsWith(`${key}=`));
    if (has === `${key}=${value}`) continue;
    return notYet(`${name} has ${has ?? `no variable ${key}`}; ${key}=${value} is wanted.`);
  }
  const volume = check.volumes?.find((one) => !found.volumes?.includes(one));
  if (volume !== undefined)
    return notYet(
      `${name} ${found.volumes ? `mounts ${list(found.volumes)}` : 'mounts no volume with a name'}; ${volume} is wanted.`,
    );
  const bare = (text: string) => text.replace(/\s+/g, '');
  const has = (found.constraints ?? []).map(bare);
  const missing = constraints?.find((one) => !has.includes(bare(one)));
  if (missing === undefined) return undefined;
  return notYet(`${name} may run on ${has.length > 0 ? `nodes with ${list(has)}` : 'any node'}; ${missing} is wanted.`);
}

function wrongUpdate({ updateState, service: name }: ServiceCheck, found: ServiceView): Finding | undefined {
  if (updateState === undefined || found.updateState === updateState) return undefined;
  const state = found.updateState?.replaceAll('_', ' ');
  return notYet(
    state
      ? `The update of ${name} is ${state}; ${updateState.replaceAll('_', ' ')} is wanted.`
      : `${name} was not updated yet.`,
  );
}
