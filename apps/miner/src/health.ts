import { identityOf } from './identity.ts';
import { pulseFile, readPulse } from './pulse.ts';

// The health check of the image: a sentence, and exit code 0 or 1.
const { healthy, sentence } = readPulse(pulseFile(identityOf(process.env).id), Date.now());
console.log(sentence);
process.exitCode = healthy ? 0 : 1;
