import { asManager, createNetwork, findNetwork, networkAnswer, networksOf, removeNetwork } from '../model/index.ts';
import { ANY, type Call, CliMistake, type DockerCommand, forEachArgument, keyValue } from './command.ts';
import { inspect, list } from './template.ts';

const COLUMNS = { ID: 'NETWORK ID', Name: 'NAME', Driver: 'DRIVER', Scope: 'SCOPE' };
const SHORT_ID = 12;

function ls(call: Call): Promise<number> {
  const filters = call.flags.values('filter').map(keyValue);
  const rows = networksOf(call.session.machine)
    .map((n) => ({ ID: n.id.slice(0, SHORT_ID), Name: n.name, Driver: n.driver, Scope: n.scope }))
    .filter((row) =>
      filters.every(([key, value]) => {
        if (key === 'name') return row.Name.includes(value);
        if (key === 'driver') return row.Driver === value;
        if (key === 'scope') return row.Scope === value;
        throw new CliMistake(`Error response from daemon: invalid filter '${key}'`);
      }),
    )
    .sort((a, b) => a.Name.localeCompare(b.Name));
  return list(call, COLUMNS, rows);
}

async function create(call: Call): Promise<number> {
  const { site, machine } = call.session;
  const driver = call.flags.value('driver') ?? 'bridge';
  const swarm = driver === 'overlay' ? asManager(machine).swarm : undefined;
  const wish = { name: call.args[0] ?? '', driver, subnet: call.flags.value('subnet'), swarm };
  const network = site.act(() => createNetwork(site.cluster, machine, wish));
  await call.io.out(`${network.id}\n`);
  return 0;
}

function rm(call: Call): Promise<number> {
  const { site, machine } = call.session;
  return forEachArgument(call, (key) => {
    const network = findNetwork(machine, key);
    const swarm = network.scope === 'swarm' ? asManager(machine).swarm : undefined;
    site.act(() => removeNetwork(site.cluster, machine, network, swarm));
    return key;
  });
}

const show = (call: Call): Promise<number> =>
  inspect(call, (key) => networkAnswer(findNetwork(call.session.machine, key)));

/** `docker network …` */
export const NETWORK_COMMANDS: Readonly<Record<string, DockerCommand>> = {
  ls: {
    usage: '[OPTIONS]',
    takes: [0, 0],
    spec: {
      long: { quiet: 'flag', filter: 'list', format: 'value', 'no-trunc': 'flag' },
      short: { q: 'quiet', f: 'filter' },
    },
    run: ls,
  },
  create: {
    usage: '[OPTIONS] NETWORK',
    takes: [1, 1],
    spec: {
      long: {
        driver: 'value',
        subnet: 'value',
        attachable: 'flag',
        internal: 'flag',
        opt: 'list',
        label: 'list',
        scope: 'value',
      },
      short: { d: 'driver', o: 'opt' },
    },
    run: create,
  },
  rm: {
    usage: 'NETWORK [NETWORK...]',
    takes: [1, ANY],
    spec: { long: { force: 'flag' }, short: { f: 'force' } },
    run: rm,
  },
  inspect: {
    usage: '[OPTIONS] NETWORK [NETWORK...]',
    takes: [1, ANY],
    spec: { long: { format: 'value', verbose: 'flag' }, short: { f: 'format', v: 'verbose' } },
    run: show,
  },
};
