import { mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { defineCommand } from 'citty';
import { createProgress } from '../bootstrap/progress.mjs';
import { LabError } from '../contract/index.ts';
import { type Config, parseConfig } from '../server/config.ts';
import { connectEngine, prepareImages } from '../server/images/index.ts';
import { openLog } from '../server/wiring.ts';
import { type Compose, makeNetworks, openCompose, removeNetworks, waitForCoins } from './demo/index.ts';
import { interruptSignal } from './interrupt.ts';
import { dataOptions } from './lab-options.ts';
import { prepareListedImages } from './prepare-images.ts';
import { ensureEngine, ensureImageTools, nodeImageOn } from './setup/index.ts';

const IMAGES = ['node:24-slim', 'redis:8', 'traefik:v3.7'] as const;
const PROJECT = ['-p', 'devcoin'] as const;

interface Demo {
  readonly config: Config;
  readonly compose: Compose;
  readonly env: Readonly<Record<string, string>>;
  readonly progress: ReturnType<typeof createProgress>;
  readonly signal: AbortSignal;
}

export const demo = defineCommand({
  meta: { name: 'demo', description: 'Brings up the DevCoin stack on this machine’s own Docker, for showing' },
  args: {
    port: { type: 'string', valueHint: 'number', description: 'Port of the page (default: 80)' },
    miners: { type: 'string', valueHint: 'number', description: 'How many miners (default: 1)' },
    down: { type: 'boolean', description: 'Take it down; the coins stay in the volume devcoin_redis' },
    yes: dataOptions.yes,
  },
  async run({ args }) {
    const port = wholeNumber('--port', args.port ?? '80', 1, 65535);
    const miners = wholeNumber('--miners', args.miners ?? '1', 0, 100);
    const signal = interruptSignal();
    const progress = createProgress({ screen: process.stdout, now: () => performance.now() });
    const config = await findDocker(args.yes ?? false, progress, signal);
    const env = { DEVCOIN_PORT: String(port), NODE_NAME: hostname(), COMPOSE_IGNORE_ORPHANS: '1' };
    const nodeImage = (): Promise<string> => imageWithCompose(config, signal);
    const compose = await openCompose(
      { engine: connectEngine(config.docker), socket: config.docker, nodeImage },
      signal,
    );
    const opened: Demo = { config, compose, env, progress, signal };
    await (args.down ? takeDown(opened) : bringUp(opened, port, miners));
    process.exit();
  },
});

async function bringUp(demo: Demo, port: number, miners: number): Promise<void> {
  const { config, compose, env, progress, signal } = demo;
  await prepare(demo);
  await makeNetworks(connectEngine(config.docker));
  await progress.step('Images of the stack', (say) => compose({ args: [...PROJECT, 'build'], env, signal, say }));
  const up = [...PROJECT, 'up', '-d', '--scale', `miner=${miners}`];
  await progress.step('Stack', (say) => compose({ args: up, env, signal, say }));
  if (miners > 0) await progress.step('First coin', (say) => waitForCoins(port, { signal, say }));
  const at = port === 80 ? '' : `:${port}`;
  console.log(`\n  Page  http://devcoin.localhost${at}\n  API   http://devcoin-api.localhost${at}\n`);
  console.log('More miners:   npm run demo -- --miners 3\nTake it down:  npm run demo -- --down');
}

async function takeDown({ config, compose, env, progress, signal }: Demo): Promise<void> {
  await progress.step('Stack', (say) => compose({ args: [...PROJECT, 'down'], env, signal, say }));
  const stay = await removeNetworks(connectEngine(config.docker));
  for (const name of stay) console.log(`The network ${name} stays: something else uses it.`);
  console.log('The demo is down. Its coins are kept: docker volume rm devcoin_redis removes them.');
}

/** Images that the stack starts from, each where it can be had. */
async function prepare({ config, progress, signal }: Demo): Promise<void> {
  const made = await prepareListedImages(config, IMAGES, { title: 'Images', progress, signal });
  for (const { image, standsIn } of made) if (standsIn) console.log(`! ${image} is a stand-in: ${standsIn}.`);
}

async function findDocker(
  yes: boolean,
  progress: ReturnType<typeof createProgress>,
  signal: AbortSignal,
): Promise<Config> {
  const config = parseConfig({});
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const options = { env: process.env, dataDir: config.dataDir, yes, progress, signal };
  const engine = await ensureEngine(options);
  await ensureImageTools(engine, IMAGES, options);
  return { ...config, docker: engine.socket };
}

/** Cluster nodes have compose; where this machine has none, it runs in a container of theirs. */
async function imageWithCompose(config: Config, signal: AbortSignal): Promise<string> {
  const there = await nodeImageOn({ socket: config.docker, version: '' }, signal);
  if (there) return there;
  const options = { docker: config.docker, dataDir: config.dataDir, signal, log: openLog(config) };
  return (await prepareImages({ ...options, images: [], onProgress: (step) => console.log(`… ${step}`) })).nodeImage;
}

function wholeNumber(option: string, given: string, min: number, max: number): number {
  const value = Number(given);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new LabError('badConfig', `${option} is ${given}; it has to be a whole number from ${min} to ${max}.`);
}
