import { join } from 'node:path';
import vue from '@vitejs/plugin-vue';
import { defineConfig, loadEnv } from 'vite';

/** Builds the pages into dist; in development hands everything of the server to it, sockets included. */
export default defineConfig(({ mode }) => {
  const server = loadEnv(mode, import.meta.dirname, 'LAB_').LAB_SERVER ?? 'http://127.0.0.1:7070';
  return {
    root: import.meta.dirname,
    plugins: [vue()],
    resolve: { alias: { zod: join(import.meta.dirname, 'no-schemas.ts') } },
    build: {
      outDir: 'dist',
      emptyOutDir: true,
      target: 'es2023',
      // A strict content security policy refuses data: fonts and images.
      assetsInlineLimit: 0,
      // One file of styles with the first page: a part of it that fails to load later is not loaded again by anyone.
      cssCodeSplit: false,
    },
    server: {
      proxy: {
        '/api': { target: server, ws: true },
        '/s/': { target: server },
        '/healthz': { target: server },
      },
    },
  };
});
