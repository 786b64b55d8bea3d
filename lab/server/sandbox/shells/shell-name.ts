import { LabError } from '../../../contract/index.ts';

/** A shell's name is a part of a path. */
const NAME = '[A-Za-z0-9]{1,40}';
const WHOLE = new RegExp(`^${NAME}$`);
const SOCKET = new RegExp(`^shell-(${NAME})\\.sock$`);

/** Throws LabError badRequest for what cannot name a shell. */
export function mustNameShell(name: string): void {
  if (WHOLE.test(name)) return;
  throw new LabError('badRequest', `"${name}" cannot name a shell: letters and digits can.`);
}

/** The file of the socket on which a shell is held, in the folder that its node shares. */
export function shellSocket(name: string): string {
  return `shell-${name}.sock`;
}

/** The shell whose socket a file is; undefined for any other file. */
export function shellOfSocket(file: string): string | undefined {
  return SOCKET.exec(file)?.[1];
}
