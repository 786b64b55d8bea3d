#!/usr/bin/env node
import { stripVTControlCharacters } from 'node:util';
import { type ArgsDef, type CommandDef, renderUsage, runCommand, type SubCommandsDef } from 'citty';
import { LabError } from '../contract/index.ts';
import { checkOptions, nearest } from './options.ts';

const subCommands: SubCommandsDef = {
  start: () => import('./start.ts').then((file) => file.start),
  demo: () => import('./demo.ts').then((file) => file.demo),
  dev: () => import('./dev.ts').then((file) => file.dev),
  down: () => import('./down.ts').then((file) => file.down),
  doctor: () => import('./doctor.ts').then((file) => file.doctor),
  images: () => import('./images.ts').then((file) => file.images),
  lint: () => import('./lint.ts').then((file) => file.lint),
  rehearse: () => import('./rehearse.ts').then((file) => file.rehearse),
  verify: () => import('./verify.ts').then((file) => file.verify),
  test: () => import('./test.ts').then((file) => file.test),
  bench: () => import('./bench.ts').then((file) => file.bench),
};

const devcoinLab: CommandDef = {
  meta: { name: 'devcoin-lab', description: 'Private Docker Swarms in the browser, for learning by doing' },
  subCommands,
};

const isHelp = (argument: string): boolean => argument === '--help' || argument === '-h';

/** Runs the command that the arguments name; the exit code says how it went. */
async function main([name, ...rawArgs]: readonly string[]): Promise<void> {
  if (name === undefined || isHelp(name)) {
    show(await renderUsage(devcoinLab));
    return;
  }
  const load = Object.hasOwn(subCommands, name) ? subCommands[name] : undefined;
  if (!load) throw new LabError('badConfig', unknownCommand(name));
  const command: CommandDef<ArgsDef> = await (typeof load === 'function' ? load() : load);
  if (rawArgs.some(isHelp)) {
    show(await renderUsage(command, devcoinLab));
    return;
  }
  const args = await (typeof command.args === 'function' ? command.args() : command.args);
  checkOptions(name, args ?? {}, rawArgs, process.env);
  await runCommand(command, { rawArgs });
}

/** Help in colours on a terminal only: citty does not look. */
function show(usage: string): void {
  const text = process.stdout.isTTY ? usage : stripVTControlCharacters(usage);
  console.log(text.replace(/ +$/gm, ''));
}

function unknownCommand(name: string): string {
  const names = Object.keys(subCommands);
  const like = nearest(name, names);
  return `There is no command ${name}.${like ? ` ${like} is near.` : ''} The commands are ${names.join(', ')}; each explains itself with --help.`;
}

/** What went wrong, as sentences; only a mistake of the lab itself shows where it happened. */
function report(error: unknown): void {
  if (error instanceof LabError) {
    console.error(`\n${error.message}`);
    process.exit(error.code === 'badConfig' ? 2 : 1);
  }
  console.error('\nThe lab made a mistake. Where it happened:');
  console.error(error);
  process.exit(1);
}

main(process.argv.slice(2)).catch(report);
