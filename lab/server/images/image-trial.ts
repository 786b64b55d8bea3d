import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type Docker from 'dockerode';
import pino from 'pino';
import { buildFolder } from './build-folder.ts';
import { type Catalogue, loadCatalogue } from './catalogue.ts';
import { finish, orAbsent } from './engine.ts';
import type { Workbench } from './workbench.ts';

const LIMIT_MS = 30_000;
const LEFT_OUT = ['node_modules', 'dist'];

/** Runs images for tests: containers on a network of their own, gone when it is closed. */
export interface ImageTrial {
  readonly name: string;
  start(image: string, options: Docker.ContainerCreateOptions): Promise<Docker.Container>;
  /** What a command says in a container of its own, which is removed. */
  once(image: string, command: readonly string[]): Promise<string>;
  exec(container: Docker.Container, command: readonly string[]): Promise<string>;
  /** Asks again until the answer fits. */
  until(container: Docker.Container, command: readonly string[], answer: string | RegExp): Promise<void>;
  addressOf(container: Docker.Container): Promise<string>;
  portOf(container: Docker.Container, port: string): Promise<string>;
  /** Builds a folder without a network and forgets the image at the end. */
  build(folder: string, tag: string): Promise<void>;
  /** Pushes an image under another name, which is forgotten again. */
  push(image: string, as: { readonly repo: string; readonly tag: string }): Promise<void>;
  /** Forgets an image at the end. */
  forget(tag: string): void;
  close(): Promise<void>;
}

/** What images are prepared with, on a machine that reaches a registry. */
export function trialBench(docker: Docker, catalogue: Catalogue): Workbench {
  const { signal } = new AbortController();
  return { docker, catalogue, signal, log: pino({ level: 'silent' }), tell: () => {}, online: async () => true };
}

/** Opens a trial; `name` begins the names of all that it makes. */
export async function openImageTrial(docker: Docker, name: string): Promise<ImageTrial> {
  const network = await docker.createNetwork({ Name: name });
  const containers: Docker.Container[] = [];
  const tags: string[] = [];
  const { signal } = new AbortController();

  const start: ImageTrial['start'] = async (image, options) => {
    const HostConfig = { ...options.HostConfig, NetworkMode: name };
    const container = await docker.createContainer({ ...options, Image: image, Tty: true, HostConfig });
    containers.push(container);
    await container.start();
    return container;
  };
  const exec: ImageTrial['exec'] = async (container, command) => {
    const run = await container.exec({ Cmd: [...command], AttachStdout: true, AttachStderr: true, Tty: true });
    return textOf(await run.start({ Tty: true }));
  };
  return {
    name,
    start,
    exec,
    async once(image, command) {
      const container = await start(image, { Cmd: [...command] });
      await container.wait();
      return String(await container.logs({ stdout: true, stderr: true, follow: false }))
        .replaceAll('\r', '')
        .trim();
    },
    async until(container, command, answer) {
      let said = '';
      for (const end = Date.now() + LIMIT_MS; Date.now() < end; ) {
        said = await exec(container, command).catch(String);
        if (typeof answer === 'string' ? said === answer : answer.test(said)) return;
      }
      const log = String(await container.logs({ stdout: true, stderr: true, follow: false }));
      throw new Error(`${command.join(' ')} said ${said}; the container said ${log}`);
    },
    async addressOf(container) {
      return (await container.inspect()).NetworkSettings.Networks[name]?.IPAddress ?? '';
    },
    async portOf(container, port) {
      return (await container.inspect()).NetworkSettings.Ports[port]?.[0]?.HostPort ?? '';
    },
    async build(folder, tag) {
      const bench = trialBench(docker, await loadCatalogue());
      tags.push(tag);
      const copy = await mkdtemp(join(tmpdir(), 'devcoin-lab-build-'));
      try {
        // What development leaves in the folder would be in the way of packing it.
        const filter = (path: string): boolean => !LEFT_OUT.includes(basename(path));
        await cp(folder, copy, { recursive: true, filter });
        await buildFolder(bench, { folder: copy, tag, arguments: {}, offline: true });
      } finally {
        await rm(copy, { recursive: true });
      }
    },
    async push(image, { repo, tag }) {
      await docker.getImage(image).tag({ repo, tag });
      tags.push(`${repo}:${tag}`);
      // A registry without users wants a word all the same.
      const authconfig = { username: '', password: '', serveraddress: '' };
      await finish(await docker.getImage(`${repo}:${tag}`).push({ authconfig }), signal);
    },
    forget(tag) {
      tags.push(tag);
    },
    async close() {
      for (const container of containers) await container.remove({ force: true, v: true });
      for (const tag of tags) await orAbsent(docker.getImage(tag).remove());
      await network.remove();
    },
  };
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text.replaceAll('\r', '').trim();
}
