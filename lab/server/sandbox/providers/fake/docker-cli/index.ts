import type { Program, ProgramIo, Session } from '../program.ts';
import { INTERRUPTED } from '../program.ts';
import { CliMistake, type DockerCommand, sentenceOf } from './command.ts';
import { CONTAINER_COMMANDS } from './container.ts';
import { ENGINE_COMMANDS } from './engine.ts';
import { parseFlags } from './flags.ts';
import { NETWORK_COMMANDS } from './network.ts';
import { NODE_COMMANDS } from './node.ts';
import { SERVICE_COMMANDS } from './service.ts';
import { storedCommands } from './stored.ts';
import { SWARM_COMMANDS } from './swarm.ts';

type Commands = Readonly<Record<string, DockerCommand>>;

const NOUNS: Readonly<Record<string, Commands>> = {
  swarm: SWARM_COMMANDS,
  node: NODE_COMMANDS,
  service: SERVICE_COMMANDS,
  container: CONTAINER_COMMANDS,
  network: NETWORK_COMMANDS,
  secret: storedCommands('secret'),
  config: storedCommands('config'),
};

const { ls: ps, ...shortcuts } = CONTAINER_COMMANDS;
const PLAIN: Commands = { ...(ps ? { ps } : {}), ...shortcuts, ...ENGINE_COMMANDS };

/** Other words for the same. */
const ALIASES: Readonly<Record<string, string>> = { list: 'ls', remove: 'rm', ps: 'ls' };

/** `docker …`: what the practice nodes know of the real command line. */
export const dockerProgram: Program = async (args, io, session) => {
  try {
    return await dispatch(args, io, session);
  } catch (error) {
    if (io.signal.aborted) return INTERRUPTED;
    io.err(`${sentenceOf(error)}\n`);
    return error instanceof CliMistake ? error.status : 1;
  }
};

async function dispatch(args: readonly string[], io: ProgramIo, session: Session): Promise<number> {
  const [first = '--help', second, ...rest] = args;
  if (first === '--version' || first === '-v') return dispatch(['version'], io, session);
  if (first === '--help' || first === '-h' || first === 'help') {
    await io.out(overview());
    return 0;
  }
  const noun = Object.hasOwn(NOUNS, first) ? NOUNS[first] : undefined;
  if (!noun) {
    const command = Object.hasOwn(PLAIN, first) ? PLAIN[first] : undefined;
    if (!command) throw unknown(first);
    return call(command, { name: first, words: args.slice(1) }, io, session);
  }
  if (second === undefined || second === '--help') {
    await io.out(nounOverview(first, noun));
    return 0;
  }
  const verb = Object.hasOwn(noun, second) ? second : (ALIASES[second] ?? second);
  const command = Object.hasOwn(noun, verb) ? noun[verb] : undefined;
  if (!command) throw unknown(`${first} ${second}`);
  return call(command, { name: `${first} ${verb}`, words: rest }, io, session);
}

async function call(
  command: DockerCommand,
  { name, words }: { name: string; words: readonly string[] },
  io: ProgramIo,
  session: Session,
): Promise<number> {
  const usage = `Usage:  docker ${name} ${command.usage}`;
  if (words[0] === '--help') {
    await io.out(`\n${usage}\n`);
    return 0;
  }
  const { flags, args } = parseFlags(words, command.spec, name);
  const [least, most] = command.takes;
  if (args.length < least || args.length > most) throw wrongCount(name, command, usage);
  return command.run({ flags, args, io, session });
}

function wrongCount(name: string, { takes: [least, most] }: DockerCommand, usage: string): CliMistake {
  const count = (n: number) => `${n} argument${n === 1 ? '' : 's'}`;
  const rule =
    most === 0
      ? 'accepts no arguments'
      : least === most
        ? `requires exactly ${count(least)}`
        : Number.isFinite(most)
          ? `requires at least ${least} and at most ${count(most)}`
          : `requires at least ${count(least)}`;
  return new CliMistake(`"docker ${name}" ${rule}.\nSee 'docker ${name} --help'.\n\n${usage}`);
}

function unknown(what: string): CliMistake {
  return new CliMistake(
    `docker: the practice nodes of the demonstration do not know 'docker ${what}'.\nSee 'docker --help' for what they know.`,
  );
}

function overview(): string {
  const nouns = Object.keys(NOUNS).map((n) => `  docker ${n} (${Object.keys(NOUNS[n] ?? {}).join(', ')})`);
  const plain = `  docker (${Object.keys(PLAIN).join(', ')})`;
  return `The practice nodes of the demonstration know:\n${[...nouns, plain].join('\n')}\n`;
}

function nounOverview(name: string, commands: Commands): string {
  const lines = Object.entries(commands).map(([verb, c]) => `  docker ${name} ${verb} ${c.usage}`);
  return `\nUsage:  docker ${name} COMMAND\n\n${lines.join('\n')}\n`;
}
