import { readFileSync } from 'node:fs';

/** A Lua script that Redis runs as a whole, without anybody in between. */
export interface Script {
  readonly name: string;
  readonly lua: string;
}

/** Reads scripts/<name>.lua; what it builds upon is put before it. */
export function readScript(name: string, ...before: string[]): Script {
  const lua = [...before, name].map((each) => readFileSync(new URL(`scripts/${each}.lua`, import.meta.url), 'utf8'));
  return { name, lua: lua.join('\n') };
}
