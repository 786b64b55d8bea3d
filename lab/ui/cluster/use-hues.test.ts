import { expect, test } from 'vitest';
import { effectScope, nextTick, shallowRef } from 'vue';
import { service, snapshot } from '../pictures/pictures.fixtures.ts';
import { useHues } from './use-hues.ts';

test('a picture that comes later gives a service the hue that it has on the map', async () => {
  const [first, second] = [service('first', { createdAt: 1 }), service('second', { createdAt: 2 })];
  const now = shallowRef(snapshot({ services: [first, second] }));
  const scope = effectScope();
  const onMap = scope.run(() => useHues(() => now.value));
  now.value = snapshot({ services: [second] });
  await nextTick();
  const inPicture = scope.run(() => useHues(() => now.value));
  expect(onMap?.value.get('second')).toBe(2);
  expect(inPicture?.value.get('second')).toBe(2);
  scope.stop();
});
