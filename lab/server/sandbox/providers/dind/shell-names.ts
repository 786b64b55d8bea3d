import { readdir } from 'node:fs/promises';
import { shellOfSocket } from '../../shells/shell-name.ts';

/** The shells that are held in a node, by the sockets in the folder it shares with the lab. */
export async function shellNames(runFolder: string): Promise<readonly string[]> {
  const files = await readdir(runFolder);
  return files.flatMap((file) => shellOfSocket(file) ?? []);
}
