import type { CheckOf } from '../../../contract/index.ts';
import type { EngineImage, SandboxNode } from '../../sandbox/index.ts';
import { couldNotCheck, type Finding, type Kind, met, notYet } from '../finding.ts';
import { askPort, type HttpAnswer } from '../http-request.ts';
import { lookAt, nodeInTheWay, runningNode } from '../node-in-the-way.ts';
import { list } from '../wording.ts';

type RegistryCheck = CheckOf<'registry'>;

/** Without these a registry gives an old form of the manifest, which has another digest. */
const MANIFESTS = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** What a registry says of one image, and what a node has of it. */
interface FoundImage {
  /** The digest, or why there is none. */
  readonly digest?: string;
  readonly failed?: Extract<HttpAnswer, { failed: string }>['failed'];
  readonly local?: EngineImage;
}

export interface RegistryEvidence {
  readonly images: Readonly<Record<string, FoundImage>>;
}

/** A registry behind a node's port: whether it has images, and whether they are those that a node has. */
export const registry: Kind<'registry', RegistryEvidence> = {
  async look(check, { sandbox, signal }) {
    const node = runningNode(sandbox, check.node);
    if (!node) return undefined;
    const other = check.sameOn === undefined ? undefined : runningNode(sandbox, check.sameOn);
    return lookAt(`The registry at port ${check.port} of ${node.name}`, signal, async (limited) => {
      const found = await Promise.all(
        check.image.map(async (image) => [image, await find(image, { check, node, other }, limited)] as const),
      );
      return { images: Object.fromEntries(found) };
    });
  },
  judge(check, { snapshot, evidence }) {
    const inTheWay =
      nodeInTheWay(check.node, snapshot, 'ports') ??
      (check.sameOn === undefined ? undefined : nodeInTheWay(check.sameOn, snapshot, 'images'));
    if (inTheWay) return inTheWay;
    if (!evidence) return couldNotCheck('The registry was not asked yet.');
    if ('trouble' in evidence) return couldNotCheck(evidence.trouble);
    const found = check.image.map((image) => ({ image, ...evidence.images[image] }));
    return silent(check, found) ?? (check.exists ? lacking(check, found) : leftOver(check, found));
  },
};

async function find(
  image: string,
  { check, node, other }: { check: RegistryCheck; node: SandboxNode; other: SandboxNode | undefined },
  signal: AbortSignal,
): Promise<FoundImage> {
  const { name, tag } = nameAndTag(image);
  const path = `/v2/${name}/manifests/${tag}`;
  const [answer, local] = await Promise.all([
    askPort(node, { port: check.port, path, accept: MANIFESTS }, signal),
    other?.engine.image(`127.0.0.1:${check.port}/${name}:${tag}`, signal),
  ]);
  const digest = 'failed' in answer || answer.status !== 200 ? undefined : answer.headers['docker-content-digest'];
  return {
    ...(digest ? { digest } : {}),
    ...('failed' in answer ? { failed: answer.failed } : {}),
    ...(local ? { local } : {}),
  };
}

function nameAndTag(image: string): { name: string; tag: string } {
  const [name = image, tag = 'latest'] = image.split(':');
  return { name, tag };
}

type Found = FoundImage & { readonly image: string };

const SILENCE = {
  refused: 'nothing listens there',
  closed: 'the connection was closed without an answer',
  silent: 'no answer came in time',
  notHttp: 'what answers is no HTTP',
} as const;

function silent({ node, port }: RegistryCheck, found: readonly Found[]): Finding | undefined {
  const failed = found.find((one) => one.failed)?.failed;
  if (!failed) return undefined;
  return notYet(
    `No registry answers at port ${port} of ${node}: ${SILENCE[failed]}.`,
    'The registry is a service that publishes that port. docker service ps says what became of its task.',
  );
}

function lacking(check: RegistryCheck, found: readonly Found[]): Finding {
  const { node, port, sameOn } = check;
  const missing = found.filter(({ digest }) => digest === undefined).map(({ image }) => image);
  if (missing.length > 0) {
    const built = found.filter(({ digest, local }) => digest === undefined && local).map(({ image }) => image);
    return notYet(
      `The registry at port ${port} of ${node} does not have ${list(missing)}.`,
      built.length > 0
        ? `${sameOn} has ${list(built)}. An image is in the registry once it is pushed. A registry without a volume loses it when its task is replaced.`
        : 'It has what was pushed to it, and loses all of it when its task is replaced while it has no volume.',
    );
  }
  if (sameOn === undefined) return met(`The registry at port ${port} of ${node} has ${list(check.image)}.`);
  const absent = found.filter(({ local }) => !local).map(({ image }) => `127.0.0.1:${port}/${image}`);
  if (absent.length > 0) return notYet(`${sameOn} does not have ${list(absent)}.`);
  const other = found.filter(({ digest, local }) => !local?.RepoDigests?.some((one) => one.endsWith(`@${digest}`)));
  if (other.length > 0) {
    return notYet(
      `The registry has another ${list(other.map(({ image }) => image))} than ${sameOn}.`,
      'It was built again after it was pushed. Push it once more.',
    );
  }
  return met(`The registry has ${list(check.image)}, the same as ${sameOn}.`);
}

function leftOver({ node, port, image }: RegistryCheck, found: readonly Found[]): Finding {
  const there = found.filter(({ digest }) => digest !== undefined).map((one) => one.image);
  if (there.length === 0) return met(`The registry at port ${port} of ${node} does not have ${list(image)}.`);
  return notYet(`The registry at port ${port} of ${node} has ${list(there)}.`);
}
