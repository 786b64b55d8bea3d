import { pino } from 'pino';
import { providerContract } from '../../provider.contract.ts';
import { createFakeProvider } from './index.ts';

providerContract('fake', () => createFakeProvider({ log: pino({ level: 'silent' }), now: Date.now, delayMs: 5 }));
