import { expect, test, vi } from 'vitest';
import { CardPlaces } from './card-places.ts';

test('the place of the one that was shown longest ago goes to the next', () => {
  const places = new CardPlaces(2);
  const [a, b, c] = [{}, {}, {}];
  const letGo = { a: vi.fn(), b: vi.fn(), c: vi.fn() };
  places.take(a, letGo.a);
  places.take(b, letGo.b);
  places.take(a, letGo.a);
  places.take(c, letGo.c);
  expect(letGo.b).toHaveBeenCalledTimes(1);
  expect(letGo.a).not.toHaveBeenCalled();
  expect([a, b, c].map((owner) => places.has(owner))).toEqual([true, false, true]);
});

test('a place that was left is free', () => {
  const places = new CardPlaces(1);
  const [a, b] = [{}, {}];
  const letGo = vi.fn();
  places.take(a, letGo);
  places.leave(a);
  places.take(b, () => undefined);
  expect(letGo).not.toHaveBeenCalled();
  expect(places.has(b)).toBe(true);
});
