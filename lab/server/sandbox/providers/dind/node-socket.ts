import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { LabError } from '../../../../contract/index.ts';

/** Linux's O_PATH, which Node does not name: a handle on the file itself that neither reads nor follows. */
const O_PATH = 0x20_0000;

/** Range of user ids that Linux maps to the users of a container (dockremap's range in /etc/subuid). */
export interface MappedIds {
  readonly from: number;
  readonly count: number;
}

/** Whether a socket of this owner may be spoken to: root, the lab itself, or a user mapped into the node. */
export function mayOwnSocket(uid: number, mapped: MappedIds | undefined, labUid = process.getuid?.() ?? 0): boolean {
  if (uid === 0 || uid === labUid) return true;
  return mapped !== undefined && uid >= mapped.from && uid < mapped.from + mapped.count;
}

/**
 * Connects to a unix socket in a folder that a learner can write to. A link that was planted there is never followed:
 * it could lead to the host's own Docker engine. The file is held by a handle first and looked at, and the connection
 * goes through that handle, so nothing can be exchanged in between; it also beats the 108 bytes of a socket's path.
 * Throws the error of the system when there is no such file, and LabError unsafePath when it is not a socket of the node.
 */
export function connectNodeSocket(path: string, mapped?: MappedIds): Socket {
  if (process.platform !== 'linux') {
    throw new LabError('unsafePath', `The sockets of nodes can be reached on Linux only, not on ${process.platform}.`);
  }
  const handle = openSync(path, O_PATH | constants.O_NOFOLLOW);
  let socket: Socket;
  try {
    const file = fstatSync(handle);
    if (!file.isSocket() || !mayOwnSocket(file.uid, mapped)) throw notTheNodes(path);
    socket = connect({ path: `/proc/self/fd/${handle}` });
  } catch (error) {
    closeSync(handle);
    throw error;
  }
  let open = true;
  const letGo = () => {
    if (open) closeSync(handle);
    open = false;
  };
  return socket.once('connect', letGo).once('close', letGo);
}

function notTheNodes(path: string): LabError {
  return new LabError(
    'unsafePath',
    `${path} is not a socket of the node: something else was put in its place. Reset the node to get it back.`,
  );
}
