import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Logger as Log, pino } from 'pino';
import { type Flags, parseConfig } from '../../server/config.ts';
import { type Lab, startLab } from '../../server/wiring.ts';

/** A lab on simulated clusters with a data folder of its own. */
export interface FakeLab extends Lab {
  readonly dataDir: string;
  /** Stops serving and removes the data folder. */
  end(): Promise<void>;
}

/** Starts a lab on the fake provider at a free port. */
export async function startFakeLab(flags: Flags = {}, log: Log = pino({ level: 'silent' })): Promise<FakeLab> {
  const dataDir = flags.data ?? mkdtempSync(join(tmpdir(), 'lab-journey-'));
  const config = parseConfig({ provider: 'fake', port: 0, ...flags, data: dataDir }, {});
  const lab = await startLab(config, { signal: AbortSignal.timeout(20_000), log });
  const end = async (): Promise<void> => {
    await lab.close();
    rmSync(dataDir, { recursive: true, force: true });
  };
  return { ...lab, dataDir, end };
}
