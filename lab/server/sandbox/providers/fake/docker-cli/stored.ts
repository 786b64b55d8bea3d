import { resolvePath } from '../file-tree.ts';
import { asManager, createStored, findStored, removeStored, type StoredKind, storedAnswer } from '../model/index.ts';
import { ANY, type Call, CliMistake, type DockerCommand, forEachArgument } from './command.ts';
import { age } from './table.ts';
import { inspect, list } from './template.ts';

const SECRET_COLUMNS = { ID: 'ID', Name: 'NAME', Driver: 'DRIVER', CreatedAt: 'CREATED', UpdatedAt: 'UPDATED' };
const CONFIG_COLUMNS = { ID: 'ID', Name: 'NAME', CreatedAt: 'CREATED', UpdatedAt: 'UPDATED' };

function ls(call: Call, kind: StoredKind): Promise<number> {
  const { swarm } = asManager(call.session.machine);
  const now = call.session.site.clock.now();
  const all = [...(kind === 'secret' ? swarm.secrets : swarm.configs).values()];
  const rows = all
    .sort((a, b) => a.name.localeCompare(b.name))
    .map((s) => {
      const since = `${age(now - s.createdAt)} ago`;
      return { ID: s.id, Name: s.name, Driver: '', CreatedAt: since, UpdatedAt: since };
    });
  return list(call, kind === 'secret' ? SECRET_COLUMNS : CONFIG_COLUMNS, rows);
}

async function create(call: Call, kind: StoredKind): Promise<number> {
  const { site, machine, files, cwd } = call.session;
  const [name = '', source] = call.args;
  const { swarm } = asManager(machine);
  if (source === undefined) throw new CliMistake(`"docker ${kind} create" requires a file, or - for the input.`);
  const bytes = source === '-' ? new TextEncoder().encode(call.io.stdin) : files.read(resolvePath(cwd, source));
  if (!bytes) throw new CliMistake(`Error reading content from "${source}": open ${source}: no such file or directory`);
  if (bytes.length === 0)
    throw new CliMistake(
      `Error response from daemon: rpc error: code = InvalidArgument desc = ${kind} data must be larger than 0 and less than 512000 bytes`,
    );
  const data = new TextDecoder().decode(bytes);
  const stored = site.act(() => createStored(site.cluster, swarm, kind, { name, data }));
  await call.io.out(`${stored.id}\n`);
  return 0;
}

function rm(call: Call, kind: StoredKind): Promise<number> {
  const { site, machine } = call.session;
  const { swarm } = asManager(machine);
  return forEachArgument(call, (key) => {
    site.act(() => removeStored(site.cluster, swarm, kind, findStored(swarm, kind, key)));
    return key;
  });
}

function show(call: Call, kind: StoredKind): Promise<number> {
  const { swarm } = asManager(call.session.machine);
  return inspect(call, (key) => {
    const stored = findStored(swarm, kind, key);
    const answer = storedAnswer(stored);
    // Nobody gets a secret back; a config is no secret.
    const Data = kind === 'config' ? { Data: Buffer.from(stored.data).toString('base64') } : {};
    return { ...answer, Version: { Index: stored.version }, Spec: { ...answer.Spec, Labels: {}, ...Data } };
  });
}

/** `docker secret …`, `docker config …` */
export function storedCommands(kind: StoredKind): Readonly<Record<string, DockerCommand>> {
  const word = kind.toUpperCase();
  return {
    ls: {
      usage: '[OPTIONS]',
      takes: [0, 0],
      spec: { long: { quiet: 'flag', format: 'value' }, short: { q: 'quiet' } },
      run: (call) => ls(call, kind),
    },
    create: {
      usage: `[OPTIONS] ${word} [file|-]`,
      takes: [1, 2],
      spec: { long: { label: 'list' }, short: { l: 'label' } },
      run: (call) => create(call, kind),
    },
    rm: { usage: `${word} [${word}...]`, takes: [1, ANY], spec: { long: {} }, run: (call) => rm(call, kind) },
    inspect: {
      usage: `[OPTIONS] ${word} [${word}...]`,
      takes: [1, ANY],
      spec: { long: { format: 'value' }, short: { f: 'format' } },
      run: (call) => show(call, kind),
    },
  };
}
