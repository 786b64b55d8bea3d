import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import { LabError } from '../../../contract/index.ts';
import type { ShellPosition, ShellSize, ShellStream } from '../provider.ts';
import { attachToHolder } from './held-shell.ts';
import { mustNameShell, shellSocket } from './shell-name.ts';

/** A shell of a machine that is reached over SSH and has `lab-holder`: its socket is forwarded, so that it is held as anywhere. */
export async function openShellOverSsh(
  client: Client,
  name: string,
  o: { readonly size: ShellSize; readonly signal: AbortSignal; readonly since?: ShellPosition | undefined },
): Promise<ShellStream> {
  mustNameShell(name);
  o.signal.throwIfAborted();
  const path = `/run/lab/${shellSocket(name)}`;
  const started = await runOverSsh(client, `lab-holder ${name} ${o.size.cols} ${o.size.rows}`);
  if (started.code !== 0) throw new LabError('nodeDown', `The shell did not start: ${started.stderr.trim()}`);
  const connection = await new Promise<Duplex>((resolve, reject) => {
    client.openssh_forwardOutStreamLocal(path, (error, channel) => (error ? reject(error) : resolve(channel)));
  });
  const whyEnded = async () => ((await runOverSsh(client, `test -S ${path}`)).code === 0 ? 'broken' : 'ended');
  return attachToHolder(connection, { ...o, whyEnded });
}

function runOverSsh(client: Client, command: string): Promise<{ code: number; stderr: string }> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => {
      if (error) return reject(error);
      let stderr = '';
      channel.stderr.on('data', (bytes: Buffer) => {
        stderr += bytes.toString();
      });
      channel.on('close', (code: number | null) => resolve({ code: code ?? -1, stderr }));
      channel.resume();
    });
  });
}
