import { expect, test } from 'vitest';
import { onePane, selectTerminal, splitPane } from './pane-layout.ts';
import { dividers, fitsInto, LEAST_PANE, panePlaces, terminalBeside } from './pane-places.ts';

const two = splitPane(onePane('a'), 'beside', 'b');
/** a over c on the left, b on the right. */
const three = splitPane(selectTerminal(two, 'a'), 'below', 'c');

test('panes fill the room without lying on one another', () => {
  expect(Object.fromEntries(panePlaces(three))).toEqual({
    a: { left: 0, top: 0, width: 0.5, height: 0.5 },
    c: { left: 0, top: 0.5, width: 0.5, height: 0.5 },
    b: { left: 0.5, top: 0, width: 0.5, height: 1 },
  });
});

test('a divider is between each two neighbours', () => {
  expect(dividers(onePane('a'))).toEqual([]);
  expect(dividers(three)).toEqual([
    { axis: 'x', column: 0, share: 0.5, both: { left: 0, top: 0, width: 1, height: 1 } },
    { axis: 'y', column: 0, pane: 0, share: 0.5, both: { left: 0, top: 0, width: 0.5, height: 1 } },
  ]);
});

test('panes that would be too small do not fit', () => {
  const room = { width: 2 * LEAST_PANE.width, height: 2 * LEAST_PANE.height };
  expect(fitsInto(three, room)).toBe(true);
  expect(fitsInto(three, { ...room, width: room.width - 1 })).toBe(false);
  expect(fitsInto(three, { ...room, height: room.height - 1 })).toBe(false);
  expect(fitsInto(onePane('a'), room)).toBe(true);
});

test('a direction leads to the pane that is there, and to none at the edge', () => {
  expect(terminalBeside(three, 'a', 'right')).toBe('b');
  expect(terminalBeside(three, 'a', 'down')).toBe('c');
  expect(terminalBeside(three, 'c', 'up')).toBe('a');
  expect(terminalBeside(three, 'b', 'left')).toMatch(/^[ac]$/);
  expect(terminalBeside(three, 'b', 'down')).toBeUndefined();
  expect(terminalBeside(three, 'a', 'left')).toBeUndefined();
});
