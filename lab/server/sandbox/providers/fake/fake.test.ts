import { pino } from 'pino';
import { providerContract } from '../../provider.contract.ts';
import { createFakeProvider } from './index.ts';

const make = () => createFakeProvider({ log: pino({ level: 'silent' }), now: Date.now, delayMs: 5 });

providerContract('fake', make, {
  skip: [
    {
      test: 'a program runs in a container, and its exit code is a result',
      reason: 'containers of practice nodes run no further programs',
    },
  ],
});
