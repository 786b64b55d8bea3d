import { describe, expect, test } from 'vitest';
import {
  closePane,
  keepTerminals,
  moveDivider,
  onePane,
  type PaneLayout,
  placeTerminal,
  readLayout,
  selectTerminal,
  shownTerminals,
  splitPane,
} from './pane-layout.ts';

const one = onePane('node1/main');
const beside = splitPane(one, 'beside', 'node2/main');
/** node1 over node3 on the left, node2 on the right. */
const three = splitPane(selectTerminal(beside, 'node1/main'), 'below', 'node3/main');

const shapeOf = (layout: PaneLayout) => layout.columns.map((column) => column.panes.map((pane) => pane.terminal));

describe('one pane', () => {
  test('shows what is selected', () => {
    expect(shownTerminals(selectTerminal(one, 'node3/main'))).toEqual(['node3/main']);
  });

  test('is never closed', () => {
    expect(closePane(one, 'node1/main')).toBe(one);
  });
});

describe('a split', () => {
  test('puts the new pane beside or below the active one, and makes it active', () => {
    expect(shapeOf(beside)).toEqual([['node1/main'], ['node2/main']]);
    expect(beside.active).toBe('node2/main');
    expect(shapeOf(three)).toEqual([['node1/main', 'node3/main'], ['node2/main']]);
    expect(three.columns.map(({ share }) => share)).toEqual([0.5, 0.5]);
    expect(three.columns[0]?.panes.map(({ share }) => share)).toEqual([0.5, 0.5]);
  });

  test('makes no more than four panes, and none of a terminal that is to be seen', () => {
    const four = splitPane(three, 'beside', 'node4/main');
    expect(shownTerminals(four)).toHaveLength(4);
    expect(splitPane(four, 'below', 'node5/main')).toBe(four);
    expect(splitPane(beside, 'below', 'node1/main')).toBe(beside);
  });
});

describe('several panes', () => {
  test('show a terminal in the active one, or go to where it is', () => {
    expect(shownTerminals(selectTerminal(beside, 'node3/main'))).toEqual(['node1/main', 'node3/main']);
    const left = selectTerminal(beside, 'node1/main');
    expect(shownTerminals(left)).toEqual(['node1/main', 'node2/main']);
    expect(left.active).toBe('node1/main');
  });

  test('swap two terminals when one pane picks the other', () => {
    const swapped = placeTerminal(three, 'node1/main', 'node2/main');
    expect(shapeOf(swapped)).toEqual([['node2/main', 'node3/main'], ['node1/main']]);
    expect(swapped.active).toBe('node2/main');
  });

  test('give the room of a closed one to its neighbours', () => {
    const left = closePane(three, 'node3/main');
    expect(shapeOf(left)).toEqual([['node1/main'], ['node2/main']]);
    expect(left.columns[0]?.panes[0]?.share).toBe(1);
    expect(left.active).toBe('node1/main');
    const right = closePane(closePane(three, 'node1/main'), 'node3/main');
    expect(right).toEqual(onePane('node2/main'));
  });

  test('have dividers that take from one side what they give to the other', () => {
    const wider = moveDivider(three, { column: 0 }, 0.7);
    expect(wider.columns.map(({ share }) => share)).toEqual([0.7, expect.closeTo(0.3)]);
    const higher = moveDivider(three, { column: 0, pane: 0 }, 0.25);
    expect(higher.columns[0]?.panes.map(({ share }) => share)).toEqual([0.25, 0.75]);
    expect(moveDivider(three, { column: 0 }, 7).columns.map(({ share }) => share)).toEqual([1, 0]);
  });

  test('lose those whose terminal is gone', () => {
    expect(shapeOf(keepTerminals(three, ['node1/main', 'node2/main'], 'node1/main'))).toEqual([
      ['node1/main'],
      ['node2/main'],
    ]);
    expect(keepTerminals(onePane('node1/2'), ['node1/main', 'node2/main'], 'node1/main')).toEqual(
      onePane('node1/main'),
    );
    expect(keepTerminals(three, ['node9/main'], 'node9/main')).toEqual(onePane('node9/main'));
  });
});

describe('a layout that was kept', () => {
  test('is the same when it is read again', () => {
    const moved = moveDivider(three, { column: 0 }, 0.64);
    expect(readLayout(JSON.parse(JSON.stringify(moved)))).toEqual(moved);
  });

  test.each([
    null,
    'text',
    {},
    { columns: [], active: 'node1/main' },
    { columns: [{ share: 1, panes: [] }], active: 'node1/main' },
    { columns: [{ share: 1, panes: [{ terminal: 'node1/main', share: 0 }] }], active: 'node1/main' },
    { columns: [{ share: 1, panes: [{ terminal: 'node1/main', share: 1 }] }], active: 'node2/main' },
    { columns: Array.from({ length: 2 }, () => one.columns[0]), active: 'node1/main' },
  ])('is not taken when it is none: %j', (kept) => {
    expect(readLayout(kept)).toBeUndefined();
  });
});
