import { readdir } from 'node:fs/promises';

const SOCKET = /^shell-([A-Za-z0-9]{1,40})\.sock$/;

/** The shells that are held in a node, by the sockets in the folder it shares with the lab. */
export async function shellNames(runFolder: string): Promise<readonly string[]> {
  const files = await readdir(runFolder);
  return files.flatMap((file) => SOCKET.exec(file)?.[1] ?? []);
}
