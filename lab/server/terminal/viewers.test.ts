import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { MAX_TERMINAL_VIEWERS, TERMINAL_WINDOW_BYTES, type ViewerRole, type ViewerView } from '../../contract/index.ts';
import { ShellTerminal } from './shell-terminal.ts';
import { HandClock, NotingViewer, ScriptedNode, silentLog } from './terminal.fixtures.ts';
import type { Attachment, Presence } from './viewer.ts';

const wide = { cols: 100, rows: 30 };
const small = { cols: 60, rows: 10 };

let clock: HandClock;
let node: ScriptedNode;
let terminal: ShellTerminal;
beforeEach(() => {
  clock = new HandClock();
  node = new ScriptedNode();
  terminal = new ShellTerminal({ node: node.asNode(), shell: 'main', log: silentLog, clock });
});
afterEach(() => terminal.close());

/** A viewer that also writes down who it sees. */
class SeeingViewer extends NotingViewer {
  readonly presences: Presence[] = [];
  readonly asked: ViewerView[] = [];
  readonly refusals: string[] = [];

  seen(presence: Presence): void {
    this.presences.push(presence);
  }

  keyboardAsked(asker: ViewerView): void {
    this.asked.push(asker);
  }

  refused(because: string): void {
    this.refusals.push(because);
  }

  get now(): Presence | undefined {
    return this.presences.at(-1);
  }

  get own(): ViewerView | undefined {
    return this.now?.viewers.find((one) => one.viewer === this.now?.you);
  }
}

interface Page {
  readonly viewer: SeeingViewer;
  readonly attachment: Attachment;
}

async function open(name: string, role: ViewerRole = 'learner', size = wide): Promise<Page> {
  const viewer = new SeeingViewer();
  const as = { person: { id: name, name, role }, mode: role === 'learner' ? 'drive' : 'watch' } as const;
  const attachment = await terminal.attach(viewer, size, as);
  await vi.waitFor(() => expect(viewer.frames.length + viewer.ends.length).toBeGreaterThan(0));
  return { viewer, attachment };
}
const keys = (text: string) => Buffer.from(text);

describe('the viewers of a terminal', () => {
  test('see each other, and themselves, from the start on', async () => {
    const ada = await open('Ada');
    expect(ada.viewer.now).toEqual({
      you: 1,
      viewers: [{ viewer: 1, name: 'Ada', role: 'learner', mode: 'drive', isGuest: false, asks: false, types: false }],
    });
    const grace = await open('Grace', 'instructor');
    for (const { viewer } of [ada, grace])
      expect(viewer.now?.viewers.map(({ name }) => name)).toEqual(['Ada', 'Grace']);
    grace.attachment.detach();
    expect(ada.viewer.now?.viewers).toHaveLength(1);
  });

  test('see who types, and for how long; one alone is told nothing', async () => {
    const ada = await open('Ada');
    ada.attachment.write(keys('x'));
    expect(ada.viewer.presences).toHaveLength(1);
    const grace = await open('Grace', 'instructor');
    ada.attachment.write(keys('y'));
    clock.move(1500);
    ada.attachment.write(keys('z'));
    const told = grace.viewer.presences.length;
    clock.move(1999);
    expect(grace.viewer.now?.viewers[0]?.types).toBe(true);
    expect(grace.viewer.presences).toHaveLength(told);
    clock.move(1);
    expect(grace.viewer.now?.viewers[0]?.types).toBe(false);
  });

  test(`are at most ${MAX_TERMINAL_VIEWERS}`, async () => {
    const pages: Page[] = [];
    for (let n = 0; n < MAX_TERMINAL_VIEWERS; n++) pages.push(await open(`Viewer ${n}`));
    await expect(open('One more')).rejects.toThrow('The terminal of node2 is open 64 times, and more are not let in.');
    pages[3]?.attachment.detach();
    await expect(open('One more')).resolves.toBeDefined();
  });
});

describe('a watcher', () => {
  test('that comes first sets no size, and neither does one that stays last', async () => {
    const grace = await open('Grace', 'instructor', small);
    expect(node.shell.size).toEqual({ cols: 120, rows: 30 });
    expect(grace.viewer.sizes).toEqual([{ cols: 120, rows: 30 }]);
    const ada = await open('Ada');
    expect(node.shell.size).toEqual(wide);
    ada.attachment.detach();
    expect(node.shell.size).toEqual(wide);
  });

  test('changes nothing by keys, reports and sizes, and is told so once', async () => {
    await open('Ada');
    const { viewer, attachment } = await open('Grace', 'instructor', small);
    attachment.write(keys('rm -rf ~\r'));
    attachment.write(keys('\x1b[?1;2c'));
    attachment.resize({ cols: 20, rows: 5 });
    expect(node.shell.typed).toBe('');
    expect(node.shell.size).toEqual(wide);
    expect(viewer.sizes).toEqual([wide, wide]);
    expect(viewer.refusals).toEqual([
      'You watch this terminal: keys and sizes of this page are not passed on. Ask for the keyboard to type.',
    ]);
  });

  test('leaves a program’s questions to the screen where nobody types', async () => {
    const grace = await open('Grace', 'instructor');
    node.shell.say('\x1b[6n');
    await vi.waitFor(() => expect(node.shell.typed).toBe('\x1b[1;1R'));
    expect(grace.viewer.refusals).toEqual([]);
  });

  test('that lags holds up neither the shell nor who types, with the keyboard or without', async () => {
    const chunk = Buffer.alloc(64 * 1024, `${'x'.repeat(62)}\r\n`);
    const ada = await open('Ada');
    const grace = await open('Grace', 'instructor');
    for (const hasKeyboard of [false, true]) {
      if (hasKeyboard) {
        grace.attachment.askKeyboard();
        ada.attachment.answerKeyboard(2, true);
        grace.attachment.write(keys('x'));
      }
      const before = ada.viewer.bytes.length;
      for (let n = 0; n < 20; n++) {
        node.shell.say(chunk);
        ada.attachment.ack(ada.viewer.bytes.length);
        await vi.waitFor(() => expect(node.shell.isPaused).toBe(false));
      }
      expect(ada.viewer.bytes.length - before).toBeGreaterThan(20 * chunk.length - 1);
    }
    expect(grace.viewer.bytes.length).toBeLessThan(TERMINAL_WINDOW_BYTES + 4 * chunk.length);
    // Who types and does not consume still holds the shell.
    for (let n = 0; n < 6; n++) node.shell.say(chunk);
    expect(node.shell.isPaused).toBe(true);
  });
});

describe('the keyboard', () => {
  async function asked(): Promise<{ ada: Page; grace: Page }> {
    const ada = await open('Ada');
    const grace = await open('Grace', 'instructor', small);
    grace.attachment.askKeyboard();
    return { ada, grace };
  }

  test('is given to who asks: both type, and the size stays the learner’s', async () => {
    const { ada, grace } = await asked();
    expect(ada.viewer.asked.map(({ name }) => name)).toEqual(['Grace']);
    expect(grace.viewer.now?.says).toBe('Ada is asked for the keyboard.');
    ada.attachment.answerKeyboard(2, true);
    expect(grace.viewer.own).toMatchObject({ mode: 'drive', isGuest: true, asks: false });
    grace.attachment.write(keys('a'));
    ada.attachment.write(keys('b'));
    grace.attachment.write(keys('c'));
    grace.attachment.resize({ cols: 20, rows: 5 });
    expect(node.shell.typed).toBe('abc');
    expect(node.shell.size).toEqual(wide);
  });

  test('may be refused, taken back at once, and given back', async () => {
    const { ada, grace } = await asked();
    ada.attachment.answerKeyboard(2, false);
    expect(grace.viewer.now?.says).toBe('Ada would rather not now.');
    grace.attachment.askKeyboard();
    ada.attachment.answerKeyboard(2, true);
    ada.attachment.takeKeyboardBack(2);
    grace.attachment.write(keys('late'));
    expect(node.shell.typed).toBe('');
    expect(grace.viewer.refusals).toHaveLength(1);
    grace.attachment.askKeyboard();
    ada.attachment.answerKeyboard(2, true);
    grace.attachment.giveKeyboardBack();
    expect(grace.viewer.own?.mode).toBe('watch');
    // For who sits there it changes nothing.
    ada.attachment.giveKeyboardBack();
    ada.attachment.write(keys('mine'));
    expect(node.shell.typed).toBe('mine');
  });

  test('is not handed on by a guest or a watcher, and not to nobody', async () => {
    const { ada, grace } = await asked();
    const edith = await open('Edith', 'instructor');
    edith.attachment.askKeyboard();
    expect(() => grace.attachment.answerKeyboard(3, true)).toThrow('Only who sits at node2 hands its keyboard over.');
    ada.attachment.answerKeyboard(2, true);
    expect(() => grace.attachment.answerKeyboard(3, true)).toThrow('Only who sits at node2');
    expect(() => grace.attachment.takeKeyboardBack(1)).toThrow('Only who sits at node2');
    expect(() => grace.attachment.askKeyboard()).toThrow('You have the keyboard of node2 already.');
    expect(() => ada.attachment.answerKeyboard(9, true)).toThrow('Nobody of this number');
    expect(() => ada.attachment.takeKeyboardBack(1)).toThrow('Nobody of this number');
    expect(edith.viewer.own).toMatchObject({ mode: 'watch', asks: true });
  });

  test('waits for somebody who may say yes, and is asked for again when one comes', async () => {
    const { ada, grace } = await asked();
    ada.attachment.detach();
    expect(grace.viewer.now?.says).toBe(
      'Nobody has the terminal of node2 open to say yes. Your request waits until somebody has.',
    );
    const back = await open('Ada');
    expect(back.viewer.asked).toHaveLength(1);
    expect(grace.viewer.now?.says).toBe('Ada is asked for the keyboard.');
    grace.attachment.detach();
    expect(() => back.attachment.answerKeyboard(2, true)).toThrow(
      'Nobody of this number asks for the keyboard any more.',
    );
  });

  test('and its size are the guest’s while nobody else types there', async () => {
    const { ada, grace } = await asked();
    ada.attachment.answerKeyboard(2, true);
    ada.attachment.detach();
    expect(node.shell.size).toEqual(small);
    await open('Ada');
    expect(node.shell.size).toEqual(wide);
    expect(grace.viewer.own?.mode).toBe('drive');
  });
});
