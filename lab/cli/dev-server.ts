import { parseConfig } from '../server/config.ts';
import { startLab } from '../server/wiring.ts';
import { interruptSignal } from './interrupt.ts';

// The server of `npm run dev`: a program of its own, so that Node can start it again after an edit.
const [port = '7070', data, pages = '/'] = process.argv.slice(2);
const signal = interruptSignal();
const lab = await startLab(parseConfig({ provider: 'fake', port, data }), { signal });
console.log(`  Instructor  ${pages}board${new URL(lab.instructorUrl).hash}`);
signal.addEventListener('abort', () => void lab.close().then(() => process.exit(0)), { once: true });
