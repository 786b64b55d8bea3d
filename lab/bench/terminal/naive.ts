import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { type Anchor, anchorOf } from './anchor.ts';
import { opened, openSocket, SocketOfSession, type TerminalSession } from './terminal-session.ts';

/** The server one writes first, in place of ttyd where there is none. */
export function startNaive(port: number, signal: AbortSignal): Promise<Anchor> {
  const script = join(import.meta.dirname, 'naive-server.ts');
  const child = spawn(process.execPath, [script, String(port)], { stdio: ['ignore', 'ignore', 'inherit'] });
  return anchorOf(child, {
    name: 'express + ws + node-pty',
    port,
    signal,
    open: async () => {
      const socket = openSocket(`ws://127.0.0.1:${port}/`);
      const session = new NaiveSession(socket);
      await opened(socket, signal);
      return session;
    },
  });
}

/** Every frame is output or keys; nothing is acknowledged. */
class NaiveSession extends SocketOfSession implements TerminalSession {
  write(text: string): void {
    this.socket.send(text);
  }

  onData(listener: (bytes: Buffer) => void): void {
    this.socket.on('message', (data: Buffer) => listener(data));
  }

  consumed(): void {}
}
