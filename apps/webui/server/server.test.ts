import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from './app.ts';
import { ConfigError, readConfig } from './config.ts';
import { securityHeaders } from './headers.ts';

let server: Server;
let base: string;
let dist: string;

beforeAll(async () => {
  dist = mkdtempSync(join(tmpdir(), 'devcoin-webui-'));
  mkdirSync(join(dist, 'assets'));
  writeFileSync(join(dist, 'index.html'), '<title>DevCoin</title>');
  writeFileSync(join(dist, 'assets', 'index-abc.js'), 'let packed = false;');
  writeFileSync(join(dist, 'assets', 'index-abc.js.gz'), gzipSync('let packed = true;'));
  server = createServer(createApp(readConfig({ TASK_NAME: 'devcoin_webui.1', NODE_NAME: 'node4' }, 'f3a9'), dist));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(dist, { recursive: true });
});

describe('the server', () => {
  it('answers with the page, never from a cache without asking', async () => {
    const response = await fetch(`${base}/`);
    expect(await response.text()).toContain('DevCoin');
    expect(response.headers.get('cache-control')).toBe('no-cache');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('sends what was packed at the build, to be kept for good', async () => {
    const response = await fetch(`${base}/assets/index-abc.js`);
    expect(await response.text()).toBe('let packed = true;');
    expect(response.headers.get('cache-control')).toContain('immutable');
    const plain = await fetch(`${base}/assets/index-abc.js`, { headers: { 'accept-encoding': 'identity' } });
    expect(await plain.text()).toBe('let packed = false;');
  });

  it('says which task on which node it is', async () => {
    const response = await fetch(`${base}/server.json`);
    expect(await response.json()).toEqual({ host: 'f3a9', task: 'devcoin_webui.1', node: 'node4', apiUrl: null });
  });

  it('says that it is well', async () => {
    expect((await fetch(`${base}/health`)).status).toBe(200);
  });

  it('has nothing at other paths and says so in plain text', async () => {
    for (const path of ['/nope', '/assets/nope.js', '/..%2fpackage.json', '/%zz']) {
      const response = await fetch(base + path);
      expect(response.status).toBe(404);
      expect(response.headers.get('content-type')).toContain('text/plain');
    }
  });

  it('only reads', async () => {
    const response = await fetch(`${base}/`, { method: 'POST' });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD');
  });
});

describe('the policy for what the page may ask', () => {
  const connect = (host: string | undefined, apiUrl: string | null = null) =>
    /connect-src ([^;]*)/.exec(securityHeaders(host, apiUrl)['Content-Security-Policy'] ?? '')?.[1];

  it('names the API beside the page', () => {
    expect(connect('devcoin.localhost:8080')).toBe("'self' devcoin-api.localhost:8080");
  });

  it('names the address that was told', () => {
    expect(connect('devcoin.localhost', 'https://coins.example/api')).toBe("'self' https://coins.example");
  });

  it('takes nothing else from a request', () => {
    expect(connect("devcoin.x; script-src 'unsafe-inline'")).toBe("'self'");
    expect(connect(undefined)).toBe("'self'");
  });
});

describe('the environment', () => {
  it('may be empty', () => {
    const config = readConfig({ PORT: '', TASK_NAME: '', NODE_NAME: '', API_URL: '' }, 'f3a9');
    expect(config).toEqual({ port: 8080, host: 'f3a9', task: 'f3a9', node: null, apiUrl: null });
  });

  it.each(['0', '65536', '80a', '-1', '8.5'])('with PORT=%s is refused in a sentence', (port) => {
    expect(() => readConfig({ PORT: port }, 'f3a9')).toThrow(ConfigError);
    expect(() => readConfig({ PORT: port }, 'f3a9')).toThrow(`it is "${port}"`);
  });

  it.each(['devcoin-api.localhost', 'ftp://x', 'http://u:p@x'])('with API_URL=%s is refused', (url) => {
    expect(() => readConfig({ API_URL: url }, 'f3a9')).toThrow(/^API_URL must be an address/);
  });

  it('takes an address without its last slash', () => {
    expect(readConfig({ API_URL: 'https://coins.example/api/' }, 'f3a9').apiUrl).toBe('https://coins.example/api');
  });
});
