import { existsSync, readFileSync } from 'node:fs';
import { DEFAULT_PASSWORD_FILE } from './config.ts';
import { ConfigError } from './config-error.ts';

/** The password of Redis and the file it is from. Without a password there was no file. */
export interface Password {
  readonly file: string;
  readonly text: string | undefined;
}

/** Reads the password. The default file may be missing (Redis has no password then), a file named by hand may not. */
export function readPassword(file: string): Password {
  if (file === DEFAULT_PASSWORD_FILE && !existsSync(file)) return { file, text: undefined };
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`the password file ${file} cannot be read (${why})`);
  }
  // Editors and `echo` end a file with a newline that nobody means to be part of the password.
  const text = content.replace(/\r?\n$/, '');
  if (text === '') throw new ConfigError(`the password file ${file} is empty; it has to hold the password of Redis`);
  return { file, text };
}
