/** Copies text. Works on plain http too, where browsers give pages no clipboard. False when the browser refuses. */
export async function copyText(text: string): Promise<boolean> {
  if (window.isSecureContext && navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Refused by a policy or a permission; the old way may still be open.
    }
  }
  return copyTheOldWay(text);
}

/** The text on the clipboard; undefined where the browser does not let a page read it. */
export async function readClipboard(): Promise<string | undefined> {
  if (!canReadClipboard()) return undefined;
  try {
    return await navigator.clipboard.readText();
  } catch {
    return undefined;
  }
}

/** Whether the browser may let this page read the clipboard. */
export function canReadClipboard(): boolean {
  return window.isSecureContext && typeof navigator.clipboard?.readText === 'function';
}

function copyTheOldWay(text: string): boolean {
  const focused = document.activeElement;
  const area = document.createElement('textarea');
  area.value = text;
  area.setAttribute('aria-hidden', 'true');
  area.style.cssText = 'position: fixed; top: 0; opacity: 0; pointer-events: none';
  // Beside what has the focus: a dialog would take it back from elsewhere.
  (focused?.parentElement ?? document.body).append(area);
  area.select();
  const isCopied = document.execCommand('copy');
  area.remove();
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  return isCopied;
}
