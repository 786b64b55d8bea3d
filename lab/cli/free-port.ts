import { createServer } from 'node:net';
import { LabError } from '../contract/index.ts';

/** Refuses a port that is taken before the long part of a start: a second lab is the usual reason. */
export function refuseTakenPort(host: string, port: number, option = '--port'): Promise<void> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', (cause: NodeJS.ErrnoException) => {
      // Any other trouble is told by the server itself, when it listens.
      if (cause.code !== 'EADDRINUSE') return done();
      const isRunning =
        option === '--port' ? `If the lab runs already, open http://localhost:${port}; else choose` : 'Choose';
      const sentence = `Port ${port} on ${host} is taken. ${isRunning} another port: npm start -- ${option} ${port + 1}`;
      fail(new LabError('portInUse', sentence, { cause }));
    });
    probe.listen(port, host, () => probe.close(() => done()));
  });
}
