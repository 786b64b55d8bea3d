import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { testDataDir, testDocker, testImages, testLog } from '../../test/setup/index.ts';
import type { Provider, Sandbox } from '../sandbox/index.ts';
import { createDindProvider } from '../sandbox/providers/dind/index.ts';
import { openTerminals, type RunNews, type Terminals } from './index.ts';
import { PageTerminal } from './screen.fixtures.ts';
import { NotingViewer } from './terminal.fixtures.ts';

const size = { cols: 90, rows: 24 };
const LIMIT_MS = 30_000;
const soon = () => AbortSignal.timeout(LIMIT_MS);
const until = { timeout: LIMIT_MS, interval: 50 };

let provider: Provider;
let sandbox: Sandbox;
let terminals: Terminals;

beforeAll(async () => {
  const [docker, images] = await Promise.all([testDocker(), testImages()]);
  provider = await createDindProvider({ docker, dataDir: testDataDir(), images, log: testLog });
  const spec = { id: `terminal${process.pid}`, nodes: ['node1', 'node2'], labels: {} };
  sandbox = await provider.open(spec, { signal: AbortSignal.timeout(120_000) });
  terminals = openNew();
});
afterAll(async () => {
  terminals?.close();
  await sandbox?.destroy(AbortSignal.timeout(60_000));
  await provider?.close();
});

const openNew = () => openTerminals({ sandbox, log: testLog, now: Date.now });
const run = (node: string, lines: string, signal = soon(), onNews?: (news: RunNews) => void) =>
  terminals.terminal(node, 'main').run(lines, { signal, ...(onNews ? { onNews } : {}) });

/** Attaches a page to a terminal; it reads everything at once. */
async function openPage(node: string) {
  const viewer = new NotingViewer();
  const attachment = await terminals.terminal(node, 'main').attach(viewer, size);
  const seen = async () => {
    attachment.ack(viewer.bytes.length);
    const page = new PageTerminal(size);
    await page.show(viewer.bytes);
    return page;
  };
  const shows = (text: string | RegExp) => vi.waitFor(async () => expect((await seen()).text).toMatch(text), until);
  return { viewer, attachment, seen, shows };
}

describe('a block in a real shell', () => {
  test('runs its lines one by one, with loops, here documents and tabs, and nothing is asked twice', async () => {
    const page = await openPage('node1');
    const news = await run(
      'node1',
      [
        'cd /tmp && echo "one $((1 + 1))"',
        'for n in 1 2; do',
        '  echo "loop $n"',
        'done',
        'cat > tabs.txt <<EOF',
        '\tindented "$HOME',
        'EOF',
        '# a comment',
        'cat -A \\',
        '  tabs.txt',
        'cd',
      ].join('\n'),
    );
    expect(news).toMatchObject({ state: 'done', exitCode: 0 });
    await page.shows('^Iindented "/root$');
    const { text } = await page.seen();
    expect(text.match(/^loop \d$/gm)).toEqual(['loop 1', 'loop 2']);
    expect(text.match(/^one 2$/gm)).toHaveLength(1);
    page.attachment.detach();
  });

  test('fails with the exit code of the last line that failed, and goes on all the same', async () => {
    expect(await run('node1', '(exit 3)\nfalse\ntrue\necho on > /tmp/went-on')).toMatchObject({
      state: 'failed',
      exitCode: 1,
    });
    expect(await run('node1', 'cat /tmp/went-on')).toMatchObject({ state: 'done' });
  });

  test('waits for a program that runs, and is stopped by Ctrl+C', async () => {
    const terminal = terminals.terminal('node1', 'main');
    const started: RunNews[] = [];
    const first = run('node1', 'sleep 1d\necho never', soon(), (entry) => started.push(entry));
    await vi.waitFor(() => expect(started).toContainEqual({ state: 'running' }), until);
    const news: RunNews[] = [];
    const second = run('node1', 'true', soon(), (entry) => news.push(entry));
    await vi.waitFor(() => expect(news[0]?.state).toBe('waiting'), until);
    terminal.interrupt();
    expect(await first).toMatchObject({ state: 'failed', exitCode: 130 });
    expect(await second).toMatchObject({ state: 'done' });
  });

  test('does not run into half a line, an open quote or a search', async () => {
    const page = await openPage('node1');
    await vi.waitFor(() => expect(terminals.terminal('node1', 'main').atPrompt).toBe(true), until);
    for (const typed of ['docker ser', 'echo "open\r', '\x12sear', 'ls\t\t']) {
      page.attachment.write(Buffer.from(typed));
      expect(await run('node1', 'echo clean'), JSON.stringify(typed)).toMatchObject({ state: 'done' });
    }
    page.attachment.detach();
  });

  test('that ends the shell is told, and the next one gets a new shell', async () => {
    expect(await run('node1', 'exit')).toMatchObject({ state: 'failed', because: 'The shell of node1 ended.' });
    expect(await run('node1', 'true')).toMatchObject({ state: 'done' });
    const page = await openPage('node1');
    await page.shows('— the shell of node1 ended; this is a new one —');
    page.attachment.detach();
  });

  test('that makes a swarm sees it made', async () => {
    expect(await run('node1', 'docker swarm init --advertise-addr $(hostname -i)')).toMatchObject({ state: 'done' });
    expect(await run('node1', "docker node ls --format '{{.Hostname}}' | grep -x node1")).toMatchObject({
      state: 'done',
    });
  });
});

describe('a real screen', () => {
  test('is the same to who comes late, in a full-screen program and after it', async () => {
    const first = await openPage('node1');
    expect(await run('node1', 'clear; ls --color=always -la /etc | tail -n 40')).toMatchObject({ state: 'done' });
    first.attachment.write(Buffer.from('less -+X /etc/services\r'));
    await first.shows(/# Network services/);
    const second = await openPage('node1');
    expect((await first.seen()).looks).toMatchObject({ type: 'alternate' });
    await vi.waitFor(async () => expect((await second.seen()).looks).toEqual((await first.seen()).looks), until);
    first.attachment.write(Buffer.from('q'));
    await first.shows(/\$ less -\+X \/etc\/services\n.*\$ ?$/);
    await vi.waitFor(async () => expect((await second.seen()).looks).toEqual((await first.seen()).looks), until);
    first.attachment.detach();
    second.attachment.detach();
  });

  test('has the size of the page from its first line', async () => {
    const page = await openPage('node2');
    await page.shows(/node2 .*\$/);
    page.attachment.write(Buffer.from('stty size\r'));
    await page.shows(/^24 90$/m);
    expect((await page.seen()).text.match(/node2 ~ \$/g)).toHaveLength(2);
    page.attachment.detach();
  });

  test('and its shell are there again after the server was away', async () => {
    expect(await run('node2', 'keep=sake')).toMatchObject({ state: 'done' });
    terminals.close();
    terminals = openNew();
    expect(await run('node2', '[ "$keep" = sake ]')).toMatchObject({ state: 'done', exitCode: 0 });
  });
});

test('a node that was stopped and started has a new shell below the old screen', async () => {
  const page = await openPage('node2');
  await page.shows('keep');
  const node = sandbox.nodes[1];
  await node?.fault('stop', AbortSignal.timeout(60_000));
  await vi.waitFor(() => expect(page.viewer.ends).toHaveLength(1), until);
  expect(await run('node2', 'true')).toMatchObject({ state: 'failed' });
  await node?.fault('start', AbortSignal.timeout(60_000));
  const again = await openPage('node2');
  await again.shows(/keep[\s\S]*— node2 was stopped; this is a new shell —\nnode2 ~ \$/);
  expect(await run('node2', '[ -z "$keep" ]')).toMatchObject({ state: 'done' });
  again.attachment.detach();
});
