import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LabError } from '../../contract/index.ts';

/** Listens, and gives the port that it is; throws LabError portInUse with what to do. */
export function listen(http: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    http.once('error', (cause: NodeJS.ErrnoException) => reject(asLabError(cause, host, port)));
    http.listen(port, host, () => resolve((http.address() as AddressInfo).port));
  });
}

function asLabError(cause: NodeJS.ErrnoException, host: string, port: number): unknown {
  if (cause.code === 'EADDRINUSE') {
    return new LabError(
      'portInUse',
      `Port ${port} on ${host} is taken by another program. Stop that one, or choose another: npm start -- --port ${port + 1}`,
      { cause },
    );
  }
  if (cause.code === 'EACCES') {
    return new LabError(
      'portInUse',
      `Port ${port} may not be opened by this user. Choose one above 1023: npm start -- --port 7070`,
      { cause },
    );
  }
  if (cause.code === 'EADDRNOTAVAIL' || cause.code === 'ENOTFOUND') {
    return new LabError('badConfig', `--host ${host} is no address of this machine.`, { cause });
  }
  return cause;
}
