import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll } from 'vitest';
import { providerContract } from '../../provider.contract.ts';
import { createDindProvider } from './index.ts';

const docker = '/var/run/docker.sock';
const dataDir = mkdtempSync(join(tmpdir(), 'devcoin-lab-'));
const images = { nodeImage: 'devcoin-lab/node:dev', goldenVolume: 'trygold', online: false, standIns: [] };

afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

providerContract('dind', () => createDindProvider({ docker, dataDir, images, log: pino({ level: 'warn' }) }));
