import { readFileSync, writeFileSync } from 'node:fs';
import { release } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../server/config.ts';
import type { Finding } from '../server/sandbox/self-test/index.ts';
import type { Lab } from '../server/wiring.ts';
import { findAll } from './findings.ts';

/**
 * What a person has to know of this machine, or mend. A cluster of real nodes is tried when kernel or node image are new
 * to this data folder; the later starts only look.
 */
export async function testMachine(lab: Lab, config: Config, signal: AbortSignal): Promise<readonly Finding[]> {
  if (config.provider === 'fake') return [];
  const file = join(config.dataDir, 'tested-machine.json');
  const tried = JSON.stringify({ kernel: release(), nodeImage: lab.images?.nodeImage });
  const deep = readTried(file) !== tried;
  const findings = await findAll({ ...config, seats: lab.seats }, { images: lab.images, deep, signal });
  if (deep && !findings.some(({ state }) => state === 'bad')) writeFileSync(file, tried);
  return findings.filter(({ state }) => state !== 'ok');
}

function readTried(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Never tried here, which is what a first start finds.
    return undefined;
  }
}
