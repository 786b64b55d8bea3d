import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { followPlace } from './follow-place.ts';

const desk = { openFile: vi.fn(), openPort: vi.fn() };
const follow = (event: Event) => followPlace(event as MouseEvent, desk);

beforeEach(() => {
  vi.clearAllMocks();
  document.body.addEventListener('click', follow);
});
afterEach(() => {
  document.body.removeEventListener('click', follow);
  document.body.innerHTML = '';
});

/** Clicks the innermost element of a piece of HTML; whether the browser would go on by itself. */
function click(html: string, init: MouseEventInit = {}): boolean {
  document.body.innerHTML = html;
  const at = document.querySelector('em, a, p') as HTMLElement;
  return at.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, ...init }));
}

test('a click on a link to a file opens it at its line', () => {
  const goesOn = click(
    '<a href="#files" data-place="file" data-node="node1" data-path="~/a.yml" data-line="12"><em>it</em></a>',
  );
  expect(goesOn).toBe(false);
  expect(desk.openFile).toHaveBeenCalledExactlyOnceWith('node1', '~/a.yml', 12);
});

test('a click on a link to a port asks under the name that the link has', () => {
  click(
    '<a data-place="port" data-node="node2" data-path="/x?y=1" data-port="80" data-host="devcoin.dev-lab.io">it</a>',
  );
  expect(desk.openPort).toHaveBeenCalledExactlyOnceWith('node2', 80, { path: '/x?y=1', host: 'devcoin.dev-lab.io' });
});

test("other links, and clicks for a new page, are the browser's", () => {
  expect(click('<a href="https://example.org">it</a>')).toBe(true);
  expect(click('<p>text</p>')).toBe(true);
  expect(click('<a data-place="file" data-node="node1" data-path="~/a.yml">it</a>', { ctrlKey: true })).toBe(true);
  expect(desk.openFile).not.toHaveBeenCalled();
});
