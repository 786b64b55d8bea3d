import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createConnection, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectEngine, nodeSecurity, prepareImages } from './index.ts';

const DOCKER = '/var/run/docker.sock';
const IMAGE = 'alpine:3.22';
const never = new AbortController().signal;

describe('a node made of the image', () => {
  const docker = connectEngine(DOCKER);
  let folder: string;
  let node: Docker.Container;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'devcoin-lab-node-'));
    const options = { docker: DOCKER, images: [IMAGE], dataDir: folder, onProgress: () => {} };
    const prepared = await prepareImages({ ...options, signal: never, log: pino({ level: 'silent' }) });
    node = await docker.createContainer({
      Image: prepared.nodeImage,
      Hostname: 'node1',
      HostConfig: {
        ...(await nodeSecurity()),
        Binds: [`${join(folder, 'run')}:/run/lab`, `${prepared.goldenVolume}:/golden:ro`],
      },
    });
    await node.start();
    await untilUp();
  });
  afterAll(async () => {
    await node.remove({ force: true, v: true });
    await rm(folder, { recursive: true });
  });

  /** Runs shell lines in the node and gives what they print. */
  async function inNode(lines: string): Promise<{ code: number; words: string }> {
    const exec = await node.exec({ Cmd: ['bash', '-c', lines], Tty: true, AttachStdout: true, AttachStderr: true });
    const stream = await exec.start({ Tty: true });
    let words = '';
    for await (const chunk of stream) words += String(chunk);
    const { ExitCode: code } = await exec.inspect();
    return { code: code ?? -1, words: words.replaceAll('\r\n', '\n').trim() };
  }

  const untilUp = async (): Promise<void> => {
    const { code, words } = await inNode(
      'for i in {1..300}; do docker version > /dev/null 2>&1 && exit 0; sleep 0.1; done; exit 1',
    );
    expect(words).toBe('');
    expect(code).toBe(0);
  };

  it('has the prepared image and runs it within limits', async () => {
    const run = `docker run --rm --network none --memory 64m --cpus 0.5 --pids-limit 50 ${IMAGE} echo fine`;
    expect(await inNode(run)).toEqual({ code: 0, words: 'fine' });
  });

  it('looks up names in containers', async () => {
    const lines = `docker network create web > /dev/null
docker run --detach --name web --network web ${IMAGE} sleep 60 > /dev/null
docker run --rm --network web ${IMAGE} ping -c 1 -W 2 web | grep -c 'bytes from'
docker run --rm --network web ${IMAGE} sh -c 'wget -q -O- http://web:1 2>&1 | grep -c refused'`;
    expect((await inNode(lines)).words).toBe('1\n1');
  });

  it('comes back with its containers after it was killed', async () => {
    await inNode(`docker run --detach --name stays --restart always --network none ${IMAGE} sleep 600`);
    await node.kill();
    await node.wait();
    await node.start();
    await untilUp();
    const { words } = await inNode("docker ps --filter name=stays --format '{{.State}}'");
    expect(words).toBe('running');
  });

  it('holds a shell that has its size before its first prompt and marks prompts, commands and results', async () => {
    expect(await inNode('lab-holder main 113 37')).toEqual({ code: 0, words: '' });
    const shell = attach(join(folder, 'run', 'shell-main.sock'));
    try {
      shell.type('stty size; false\n');
      await shell.until('\x1b]133;D;1\x07');
      expect(shell.heard()).toContain(
        '\x1b]133;C\x07\x1b]633;E;stty size\\x3b false;node1\x0737 113\r\n\x1b]133;D;1\x07',
      );
      // Each at a prompt: what is typed ahead is echoed twice, and where depends on who is quicker.
      await shell.until(/133;D;1[\s\S]*133;B/);
      shell.type('\n');
      await shell.until(/133;D;1[\s\S]*133;B[\s\S]*133;B/);
      shell.type('echo $TERM-$COLORTERM-$PWD-$?\n');
      await shell.until('\x1b]133;D;0\x07');
      expect(shell.heard()).toContain('\x07xterm-256color-truecolor-/root-1\r\n\x1b]133;D;0\x07');
      expect(plain(shell.heard())).toContain('\nnode1 ~ $ echo $TERM');
    } finally {
      shell.close();
    }
  });

  it('keeps a shell that is there, and puts a new one where one died', async () => {
    await inNode('lab-holder kept 80 24');
    const pid = "pgrep -of 'lab-holder kept'";
    const { words: first } = await inNode(pid);
    await inNode('lab-holder kept 100 30');
    expect((await inNode(pid)).words).toBe(first);
    await inNode(`kill -9 ${first}`);
    expect(await readdir(join(folder, 'run'))).toContain('shell-kept.sock');
    expect((await inNode('lab-holder kept 80 24')).code).toBe(0);
    expect((await inNode(pid)).words).not.toBe(first);
  });

  it('refuses a shell name that is a path', async () => {
    expect((await inNode('lab-holder ../docker 80 24')).code).toBe(2);
  });
});

/** Words without what colours and marks them. */
function plain(words: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are made of them
  return words.replaceAll('\r', '').replace(/\x1b\][^\x07]*\x07|\x1b\[[0-9;?]*[a-zA-Z]/g, '');
}

/** A small client of the shell's holder: frames of a kind, a length and bytes in; a line about the past, then plain bytes out. */
function attach(path: string) {
  const socket: Socket = createConnection(path);
  let heard = '';
  let look = (): void => undefined;
  socket.on('data', (bytes) => {
    heard += bytes.toString();
    look();
  });
  const send = (kind: string, content: Buffer): void => {
    const head = Buffer.alloc(5);
    head.write(kind);
    head.writeUInt32BE(content.length, 1);
    socket.write(Buffer.concat([head, content]));
  };
  send('A', Buffer.alloc(20));
  return {
    heard: () => heard,
    type: (words: string): void => send('I', Buffer.from(words)),
    until(words: string | RegExp): Promise<void> {
      return new Promise((resolve, reject) => {
        look = () => (typeof words === 'string' ? heard.includes(words) : words.test(heard)) && resolve();
        socket.once('close', () =>
          reject(new Error(`the shell ended before it said ${JSON.stringify(String(words))}`)),
        );
        look();
      });
    },
    close: () => void socket.destroy(),
  };
}
