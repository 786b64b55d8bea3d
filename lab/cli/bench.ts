import { join } from 'node:path';
import { defineCommand } from 'citty';
import { passOn } from './pass-on.ts';
import { LAB } from './paths.ts';

export const bench = defineCommand({
  meta: {
    name: 'bench',
    description: 'Measures the figures the lab holds itself to, each beside what it is compared to',
  },
  args: {
    json: { type: 'string', valueHint: 'file', description: 'Write the figures to a file as JSON' },
    only: { type: 'string', valueHint: 'name', description: 'Measure one figure' },
  },
  async run({ rawArgs }) {
    process.exitCode = await passOn([join(LAB, 'bench', 'main.ts'), ...rawArgs]);
  },
});
