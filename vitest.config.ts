import { availableParallelism } from 'node:os';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

const PAGES = 'lab/test/browser/**/*.test.ts';
const inBrowser = { testTimeout: 300_000, hookTimeout: 300_000, retry: 1, fileParallelism: false };

export default defineConfig({
  test: {
    // Many tests wait for timers and sockets; two workers on two cores leave both half idle.
    maxWorkers: availableParallelism() + 3,
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'lab/{contract,server,cli,bench,node}/**/*.test.ts',
            'lab/test/*.test.ts',
            'apps/{miner,api}/**/*.test.ts',
            'apps/webui/server/**/*.test.ts',
          ],
          exclude: ['**/*.real.test.ts', '**/node_modules/**'],
          // One process loads the modules once for all files: a third of the time. No test here leaves anything behind.
          isolate: false,
        },
      },
      {
        plugins: [vue()],
        // Each file has a page of its own, but only each worker makes the environment: a quarter of the time.
        test: {
          name: 'ui',
          environment: 'happy-dom',
          pool: 'vmThreads',
          include: ['{lab/ui,apps/webui/src}/**/*.test.ts'],
        },
      },
      { test: { name: 'journey', include: ['lab/test/journey/**/*.test.ts'], testTimeout: 20_000 } },
      {
        test: {
          name: 'real',
          include: ['lab/test/real/**/*.test.ts', 'lab/server/**/*.real.test.ts', 'apps/**/*.real.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // Real machines on a busy host: a test that fails twice more is no accident. The report names what was tried again.
          retry: 2,
          fileParallelism: false,
        },
      },
      // In a real browser: on simulated nodes, and on real ones.
      { test: { ...inBrowser, name: 'pages', include: [PAGES], exclude: ['**/*.real.test.ts'] } },
      { test: { ...inBrowser, name: 'browser', include: [PAGES.replace('.test', '.real.test')] } },
    ],
  },
});
