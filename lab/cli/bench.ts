import { join } from 'node:path';
import { defineCommand } from 'citty';
import { createProgress } from '../bootstrap/progress.mjs';
import { parseConfig } from '../server/config.ts';
import { interruptSignal } from './interrupt.ts';
import { dataOptions } from './lab-options.ts';
import { passOn } from './pass-on.ts';
import { LAB } from './paths.ts';
import { courseImages, STACK_IMAGES } from './prepare-images.ts';
import { ensureChromium, ensureEngine, ensureImageTools } from './setup/index.ts';

export const bench = defineCommand({
  meta: {
    name: 'bench',
    description: 'Measures the figures the lab holds itself to, each beside what it is compared to',
  },
  args: {
    json: { type: 'string', valueHint: 'file', description: 'Write the figures as JSON' },
    only: { type: 'string', valueHint: 'name', description: 'Measure one figure' },
    yes: dataOptions.yes,
  },
  async run({ args: { json, only, yes = false } }) {
    const progress = createProgress({ screen: process.stdout, now: () => performance.now() });
    const config = parseConfig({});
    const options = { env: process.env, dataDir: config.dataDir, yes, progress, signal: interruptSignal() };
    const engine = await ensureEngine(options);
    await ensureImageTools(engine, [...(await courseImages(config)), ...STACK_IMAGES], options);
    process.env.CHROME = await ensureChromium(options);
    process.env.DOCKER_HOST = `unix://${engine.socket}`;
    const given = [...(json ? ['--json', json] : []), ...(only ? ['--only', only] : [])];
    process.exit(await passOn([join(LAB, 'bench', 'main.ts'), ...given]));
  },
});
