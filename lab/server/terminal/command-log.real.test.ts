import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { CommandView } from '../../contract/index.ts';
import { testDataDir, testDocker, testImages, testLog } from '../../test/setup/index.ts';
import type { Provider, Sandbox } from '../sandbox/index.ts';
import { createDindProvider } from '../sandbox/providers/dind/index.ts';
import { CommandLog, openTerminals, type Terminals, type TerminalTap } from './index.ts';
import { NotingViewer } from './terminal.fixtures.ts';

const LIMIT_MS = 30_000;
const until = { timeout: LIMIT_MS, interval: 20 };

let provider: Provider;
let sandbox: Sandbox;
let terminals: Terminals;
let prompts = 0;
const log = new CommandLog(Date.now);
/** Counts prompts. */
const counter: TerminalTap = {
  output() {},
  mark({ kind }) {
    if (kind === 'promptEnd') prompts += 1;
  },
};

beforeAll(async () => {
  const [docker, images] = await Promise.all([testDocker(), testImages()]);
  provider = await createDindProvider({ docker, dataDir: testDataDir(), images, log: testLog });
  const spec = { id: `commands${process.pid}`, nodes: ['node1'], labels: {} };
  sandbox = await provider.open(spec, { signal: AbortSignal.timeout(120_000) });
  terminals = openTerminals({ sandbox, log: testLog, now: Date.now, taps: (place) => [log.tap(place), counter] });
});
afterAll(async () => {
  terminals?.close();
  await sandbox?.destroy(AbortSignal.timeout(60_000));
  await provider?.close();
});

/** A learner's hands on node1: keys go in as they are typed. */
async function sit() {
  const viewer = new NotingViewer();
  const terminal = terminals.terminal('node1', 'main');
  const attachment = await terminal.attach(viewer, { cols: 100, rows: 30 });
  const type = (keys: string) => attachment.write(Buffer.from(keys));
  await vi.waitFor(() => expect(terminal.atPrompt).toBe(true), until);
  return {
    type,
    viewer,
    detach: () => attachment.detach(),
    /** Types a line and waits for the next prompt. */
    async line(text: string, answer?: [wanted: RegExp, keys: string]): Promise<void> {
      const [before, from] = [prompts, viewer.text.length];
      type(`${text}\r`);
      if (answer) {
        await vi.waitFor(() => expect(viewer.text.slice(from)).toMatch(answer[0]), until);
        type(answer[1]);
      }
      await vi.waitFor(() => expect(prompts).toBeGreaterThan(before), until);
      attachment.ack(viewer.bytes.length);
    },
  };
}

const known = (): readonly Pick<CommandView, 'text' | 'exitCode'>[] =>
  log.list('node1').map(({ text, exitCode }) => ({ text, ...(exitCode === undefined ? {} : { exitCode }) }));

describe('bash in a real node', () => {
  test('tells its lines, how they ended and how long they took', async () => {
    const hands = await sit();
    const from = known().length;
    await hands.line('echo one; (exit 3)');
    await hands.line('sleep 0.3');
    await hands.line('for n in 1 2; do\r  echo "loop $n"\rdone');
    await hands.line('cat <<EOF\rsome; \\text\rEOF');
    await hands.line('ll -d /tmp');
    await hands.line(' echo private-line');
    await hands.line('echo grün 日本 ; false');
    await hands.line('echo grün 日本 ; false');
    await hands.line('(echo in a subshell)');
    await hands.line('{ echo to a file; } > /tmp/marks; [ "$(cat /tmp/marks)" = "to a file" ]');
    await hands.line('echo $_ ; false | true');
    expect(known().slice(from)).toEqual([
      { text: 'echo one; (exit 3)', exitCode: 3 },
      { text: 'sleep 0.3', exitCode: 0 },
      { text: expect.stringMatching(/^for n in 1 2; do\s+echo "loop \$n"[;\n] ?done$/), exitCode: 0 },
      { text: 'cat <<EOF\nsome; \\text\nEOF', exitCode: 0 },
      { text: 'll -d /tmp', exitCode: 0 },
      { text: 'echo grün 日本 ; false', exitCode: 1 },
      { text: 'echo grün 日本 ; false', exitCode: 1 },
      { text: '(echo in a subshell)', exitCode: 0 },
      { text: '{ echo to a file; } > /tmp/marks; [ "$(cat /tmp/marks)" = "to a file" ]', exitCode: 0 },
      { text: 'echo $_ ; false | true', exitCode: 0 },
    ]);
    const slept = log.list('node1').find(({ text }) => text === 'sleep 0.3');
    expect(slept?.ms).toBeGreaterThanOrEqual(250);
    expect(hands.viewer.text).toContain('private-line');
    hands.detach();
  });

  test('tells a command when it starts, and that Ctrl+C ended it', async () => {
    const hands = await sit();
    hands.type('sleep 1000\r');
    await vi.waitFor(() => expect(known().at(-1)).toEqual({ text: 'sleep 1000' }), until);
    hands.type('\x03');
    await vi.waitFor(() => expect(known().at(-1)).toEqual({ text: 'sleep 1000', exitCode: 130 }), until);
    hands.detach();
  });

  test('never tells what a program reads, nor a secret in a line', async () => {
    const hands = await sit();
    const from = known().length;
    await hands.line('read -s -p "Word: " word', [/Word: (?!")/, 'hunter2\r']);
    await hands.line('echo "$word" | wc -c');
    await hands.line('echo hunter2 | docker secret create redis - ; true');
    expect(known().slice(from)).toEqual([
      { text: 'read -s -p "Word: " word', exitCode: 0 },
      { text: 'echo "$word" | wc -c', exitCode: 0 },
      { text: 'echo ••• | docker secret create redis - ; true', exitCode: 0 },
    ]);
    expect(JSON.stringify(log.list())).not.toContain('hunter2');
    hands.detach();
  });

  test('tells the lines of a block of the guide, and leaves history as learners know it', async () => {
    const signal = AbortSignal.timeout(LIMIT_MS);
    const from = known().length;
    const block =
      'echo twice\necho twice\nfor n in a b; do\n  echo $n\ndone\nhistory | tail -n 4 | grep -c "echo twice$" | grep -x 1';
    const news = await terminals.terminal('node1', 'main').run(block, { signal });
    expect(news).toMatchObject({ state: 'done', exitCode: 0 });
    const texts = known()
      .slice(from)
      .map(({ text }) => text);
    expect(texts.slice(0, 2)).toEqual(['echo twice', 'echo twice']);
    expect(texts).toHaveLength(4);
  });
});
