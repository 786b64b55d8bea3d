import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { MAX_PASTE_BYTES } from '../../contract/index.ts';
import { type ClipboardScreen, ShellClipboard } from './shell-clipboard.ts';

function createScreen() {
  return {
    selection: '',
    takesMouse: false as boolean,
    holdsPastes: true as boolean,
    hasFocus: true as boolean,
    paste: vi.fn(),
    clearSelection: vi.fn(),
  } satisfies ClipboardScreen;
}

let screen: ReturnType<typeof createScreen>;
let settings: { pasteWithoutEnd: boolean };
let clipboard: ShellClipboard;
const writeText = vi.spyOn(navigator.clipboard, 'writeText');
const readText = vi.spyOn(navigator.clipboard, 'readText');

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('isSecureContext', true);
  writeText.mockReset().mockResolvedValue();
  readText.mockReset();
  screen = createScreen();
  settings = { pasteWithoutEnd: false };
  clipboard = new ShellClipboard({ screen: () => screen, settings: () => settings });
});
afterEach(() => {
  clipboard.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a paste', () => {
  const lines = 'echo\n'.repeat(20);

  test('of many lines waits for a yes', () => {
    clipboard.paste(lines);
    expect(screen.paste).not.toHaveBeenCalled();
    expect(clipboard.asked.value).toBe(lines);
    clipboard.answer(true);
    expect(screen.paste).toHaveBeenCalledWith(lines);
    expect(clipboard.asked.value).toBe('');
  });

  test('that is refused is forgotten', () => {
    clipboard.paste(lines);
    clipboard.answer(false);
    expect(screen.paste).not.toHaveBeenCalled();
    expect(clipboard.asked.value).toBe('');
  });

  test('of two lines is asked about where the shell runs each at once', () => {
    clipboard.paste('a\nb');
    expect(screen.paste).toHaveBeenCalledWith('a\nb');
    screen.holdsPastes = false;
    clipboard.paste('c\nd');
    expect(clipboard.asked.value).toBe('c\nd');
  });

  test('beyond what the server takes is refused with a way out', () => {
    clipboard.paste('é'.repeat(MAX_PASTE_BYTES / 2));
    expect(screen.paste).toHaveBeenCalledTimes(1);
    clipboard.paste('é'.repeat(MAX_PASTE_BYTES / 2 + 1));
    expect(screen.paste).toHaveBeenCalledTimes(1);
    expect(clipboard.told.value).toContain('Files');
  });

  test('runs nothing by itself when ends of line are left out', () => {
    settings.pasteWithoutEnd = true;
    clipboard.paste('docker ps\r\n');
    expect(screen.paste).toHaveBeenCalledWith('docker ps');
    screen.paste.mockClear();
    clipboard.paste('\n');
    expect(screen.paste).not.toHaveBeenCalled();
  });

  test('by right click is left to the browser where a page may not read the clipboard', async () => {
    const event = new MouseEvent('contextmenu', { cancelable: true });
    vi.stubGlobal('isSecureContext', false);
    await clipboard.rightClick(event);
    expect(event.defaultPrevented).toBe(false);
  });

  test('by right click comes from the clipboard, but not with Shift or where a program takes the mouse', async () => {
    readText.mockResolvedValue('docker ps');
    await clipboard.rightClick(new MouseEvent('contextmenu', { cancelable: true, shiftKey: true }));
    screen.takesMouse = true;
    await clipboard.rightClick(new MouseEvent('contextmenu', { cancelable: true }));
    expect(screen.paste).not.toHaveBeenCalled();
    screen.takesMouse = false;
    await clipboard.rightClick(new MouseEvent('contextmenu', { cancelable: true }));
    expect(screen.paste).toHaveBeenCalledWith('docker ps');
  });

  test('by a button opens a field where the page may not look', async () => {
    vi.stubGlobal('isSecureContext', false);
    await clipboard.pasteByButton();
    expect(clipboard.isFieldOpen.value).toBe(true);
  });
});

describe('a copy', () => {
  test('takes what is selected, and lets go of it unless it was only selected', async () => {
    screen.selection = 'node1';
    await clipboard.copy('keep');
    expect(screen.clearSelection).not.toHaveBeenCalled();
    await clipboard.copy();
    expect(screen.clearSelection).toHaveBeenCalledTimes(1);
    expect(writeText.mock.calls).toEqual([['node1'], ['node1']]);
    expect(clipboard.told.value).toBe('Copied.');
  });

  test('of nothing says so', async () => {
    await clipboard.copy();
    expect(clipboard.told.value).toBe('Nothing is selected.');
  });
});

describe('a program', () => {
  const asks = (text: string) => {
    clipboard.programCopies('node1', text);
    return vi.runOnlyPendingTimersAsync();
  };

  test('sets the clipboard of the one who types, who is told', async () => {
    clipboard.programCopies('node1', 'older');
    await vi.advanceTimersByTimeAsync(100);
    clipboard.programCopies('node1', 'text');
    await vi.advanceTimersByTimeAsync(600);
    expect(writeText.mock.calls).toEqual([['text']]);
    expect(clipboard.told.value).toBe('node1 copied 4 characters.');
  });

  test('has to wait for a click where nobody types, or the browser wants one', async () => {
    screen.hasFocus = false;
    await asks('text');
    expect(writeText).not.toHaveBeenCalled();
    expect(clipboard.offer.value?.words).toBe('node1 wants to copy 4 characters.');
    await clipboard.answerOffer(true);
    expect(writeText).toHaveBeenCalledWith('text');
    expect(clipboard.offer.value).toBeUndefined();
  });

  test('gets nothing copied after a no', async () => {
    screen.hasFocus = false;
    await asks('text');
    await clipboard.answerOffer(false);
    expect(writeText).not.toHaveBeenCalled();
    expect(clipboard.offer.value).toBeUndefined();
  });
});
