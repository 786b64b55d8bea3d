import { parseConfig } from '../../server/config.ts';
import { startLab } from '../../server/wiring.ts';

/** The lab's server as `npm start` runs it, without the self-test of the machine, which would be measured too. */
const [dataDir = '', port = '', seats = '', docker = ''] = process.argv.slice(2);
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
const config = parseConfig({ data: dataDir, port, seats, docker, 'preview-port': 'none', logLevel: 'warn' });
const lab = await startLab(config, { signal: stop.signal });
console.log('open');
if (!stop.signal.aborted) await new Promise<void>((done) => stop.signal.addEventListener('abort', () => done()));
await lab.close();
process.exit();
