import { expect, test } from 'vitest';
import { coveredPx } from './covered-px.ts';

test('a keyboard covers what is below the part of the page that is seen', () => {
  expect(coveredPx(788, { offsetTop: 0, height: 844, scale: 1 })).toBe(0);
  expect(coveredPx(788, { offsetTop: 0, height: 508, scale: 1 })).toBe(280);
  // The browser has moved the page up a little to show the field.
  expect(coveredPx(788, { offsetTop: 100, height: 508, scale: 1 })).toBe(180);
});

test('a page that is enlarged is left as it is', () => {
  expect(coveredPx(788, { offsetTop: 0, height: 400, scale: 2 })).toBe(0);
});
