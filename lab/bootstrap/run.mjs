import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { npmFailure } from './npm-failure.mjs';
import { isInstalled, markInstalled, noRoom, pinnedNode } from './packages.mjs';
import { createProgress } from './progress.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
const main = join(root, 'lab', 'cli', 'main.ts');

/** npm's own patience is over a minute before it says that there is no network. */
const RETRIES = ['--fetch-retries=2', '--fetch-retry-mintimeout=2000', '--fetch-retry-maxtimeout=8000'];

/** Something a person has to mend before the lab can run. */
class Obstacle extends Error {}

/** Makes sure that packages and Node 24 are there, then hands over to the command. @param {string[]} args */
export async function runBootstrap(args) {
  try {
    const steps = isInstalled(root) ? [] : await install();
    await handOver(args, steps);
  } catch (error) {
    if (!(error instanceof Obstacle)) throw error;
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  }
}

async function install() {
  const obstacle = noRoom(root);
  if (obstacle) throw new Obstacle(obstacle);
  const progress = createProgress({ screen: process.stdout, now: Date.now });
  // Install scripts stay off: only Node's own is needed, and that one is run by name.
  await progress.step('Packages', (say) => {
    say('npm ci, about 600 MB');
    return npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...RETRIES]);
  });
  await progress.step('Node 24', (say) => {
    say('the version this lab is made for, kept in node_modules');
    return npm(['rebuild', 'node', '--ignore-scripts=false', '--loglevel=error']);
  });
  const version = await output(pinnedNode(root), ['--version']);
  if (!version.startsWith('v24.')) {
    throw new Obstacle(`Node 24 could not be put into node_modules (${version.trim()}). Run: npm rebuild node`);
  }
  markInstalled(root);
  return progress.rows;
}

/** Runs npm by the Node it belongs to: the one in node_modules is being replaced. @param {string[]} args */
async function npm(args) {
  const own = join(root, 'node_modules');
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.startsWith(own));
  const env = { ...process.env, PATH: path.join(delimiter), npm_config_update_notifier: 'false' };
  const windows = process.platform === 'win32';
  const child = spawn(windows ? 'npm.cmd' : 'npm', args, {
    cwd: root,
    env,
    shell: windows,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { code, text } = await ended(child);
  if (code === 0) return;
  if (code === 'ENOENT') {
    throw new Obstacle(
      'npm is not installed. On Debian and Ubuntu: apt-get install npm. Then run the same command again.',
    );
  }
  throw new Obstacle(`${lastLines(text, 12)}\n\n${npmFailure(text)}`);
}

/** @param {string} text @param {number} count */
function lastLines(text, count) {
  return text.trim().split('\n').slice(-count).join('\n');
}

/** @param {string} program @param {string[]} args */
async function output(program, args) {
  const { text } = await ended(spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] }));
  return text;
}

/**
 * What a child wrote, and its exit code or why it could not run.
 * @param {import('node:child_process').ChildProcessByStdio<null, import('node:stream').Readable, import('node:stream').Readable>} child
 * @returns {Promise<{ code: number | string, text: string }>}
 */
function ended(child) {
  return new Promise((done) => {
    let text = '';
    const take = (/** @type {Buffer} */ bytes) => {
      text += bytes;
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', (/** @type {NodeJS.ErrnoException} */ error) =>
      done({ code: error.code ?? 'error', text: `${text}${error.message}` }),
    );
    child.on('close', (code, signal) => done({ code: code ?? signal ?? 'ended', text }));
  });
}

/** @param {string[]} args @param {readonly { title: string, ms: number }[]} steps */
async function handOver(args, steps) {
  const node = pinnedNode(root);
  if (steps.length > 0) process.env.DEVCOIN_LAB_STEPS = JSON.stringify(steps);
  // Compiled code is kept: it halves the time until the server listens.
  process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules', '.cache', 'devcoin-lab');
  // npm puts node_modules/.bin first, so from the second time on this is Node 24 already.
  if (realpathSync(process.execPath) === realpathSync(node)) {
    nodeModule.enableCompileCache();
    process.argv = [process.execPath, main, ...args];
    await import(pathToFileURL(main).href);
    return;
  }
  const child = spawn(node, [main, ...args], { stdio: 'inherit' });
  child.on('error', (error) => {
    console.error(`\nNode 24 in node_modules does not run here (${error.message}). Run: npm rebuild node`);
    process.exitCode = 1;
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
    process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    if (signal) {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    } else process.exitCode = code ?? 1;
  });
}
