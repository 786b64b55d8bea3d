import { expect, test } from 'vitest';
import { PageTerminal } from './screen.fixtures.ts';
import { Screen } from './screen.ts';
import { HandClock } from './terminal.fixtures.ts';

const size = { cols: 40, rows: 5 };

/**
 * As the C library of a node counts them, sign by sign, and with it the line editing of bash, less and htop: a terminal that draws
 * a whole family in two columns would put the cursor elsewhere than those programs think it is.
 */
test.each([
  ['a family', '👨‍👩‍👧‍👦', 8],
  ['a flag', '🇩🇪', 2],
  ['a skin tone', '👍🏽', 4],
  ['a heart that asks to be an emoji', '❤️', 1],
  ['a key cap', '1️⃣', 1],
  ['a combining mark', 'e\u0301', 1],
  ['several combining marks', 'a\u0323\u0308', 1],
  ['Chinese', '漢字', 4],
  ['Korean', '한글', 4],
  ['Korean in parts', '\u1112\u1161\u11ab', 2],
  ['Hindi', 'नमस्ते', 4],
  ['lines of a box', '─│', 2],
])('%s takes the same columns on the server and for whoever comes later', async (_, text, columns) => {
  const screen = new Screen(size, { clock: new HandClock(), onProgress: () => {} });
  screen.write(Buffer.from(text));
  const [here, later] = [new PageTerminal(size), new PageTerminal(size)];
  await here.show(Buffer.from(text));
  await later.show(await screen.picture());
  screen.close();
  expect(here.looks).toMatchObject({ cursor: { x: columns } });
  expect(later.looks).toEqual(here.looks);
});
