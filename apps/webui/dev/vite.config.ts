import { join } from 'node:path';
import { defineConfig, mergeConfig, type Plugin } from 'vite';
import base from '../vite.config.ts';
import { createSampleApi, sampleOptions } from './sample-api.ts';

/** `npm run dev`: the page with the sample API at /api. Not in the image. */
function sampleApi(): Plugin {
  return {
    name: 'sample-api',
    configureServer(server) {
      const sample = createSampleApi(sampleOptions(process.env));
      server.httpServer?.on('close', () => sample.close());
      server.middlewares.use('/api', sample.handle);
      server.middlewares.use('/server.json', (_request, response) => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ host: 'sample', task: 'devcoin_webui.1', node: 'node4', apiUrl: null }));
      });
    },
  };
}

export default mergeConfig(base, defineConfig({ root: join(import.meta.dirname, '..'), plugins: [sampleApi()] }));
