import { mount } from '@vue/test-utils';
import { expect, test } from 'vitest';
import KitSplitGrip from './KitSplitGrip.vue';

function mountGrip(axis: 'x' | 'y' = 'x') {
  const wrapper = mount(KitSplitGrip, {
    props: {
      axis,
      min: 320,
      max: 500,
      label: 'Width',
      modelValue: 400,
      'onUpdate:modelValue': (v: number) => wrapper.setProps({ modelValue: v }),
    },
  });
  const grip = wrapper.find<HTMLElement>('.grip');
  grip.element.setPointerCapture = () => undefined;
  return { wrapper, grip };
}

test('arrows move by 16 px along the axis and stop at the ends', async () => {
  const { wrapper, grip } = mountGrip();
  await grip.trigger('keydown', { key: 'ArrowRight' });
  expect(wrapper.props('modelValue')).toBe(416);
  await grip.trigger('keydown', { key: 'ArrowUp' });
  expect(wrapper.props('modelValue')).toBe(416);
  for (let i = 0; i < 8; i++) await grip.trigger('keydown', { key: 'ArrowLeft' });
  expect(wrapper.props('modelValue')).toBe(320);
  expect(grip.attributes('aria-valuenow')).toBe('320');
});

test('a drag moves with the pointer until it is let go', async () => {
  const { wrapper, grip } = mountGrip('y');
  await grip.trigger('pointerdown', { button: 0, clientY: 100, pointerId: 1 });
  await grip.trigger('pointermove', { clientY: 160, pointerId: 1 });
  expect(wrapper.props('modelValue')).toBe(460);
  await grip.trigger('pointermove', { clientY: 900, pointerId: 1 });
  expect(wrapper.props('modelValue')).toBe(500);
  await grip.trigger('pointerup', { pointerId: 1 });
  await grip.trigger('pointermove', { clientY: 0, pointerId: 1 });
  expect(wrapper.props('modelValue')).toBe(500);
});

test('Home and a double click ask for the usual size', async () => {
  const { wrapper, grip } = mountGrip();
  await grip.trigger('keydown', { key: 'Home' });
  await grip.trigger('dblclick');
  expect(wrapper.emitted('reset')).toHaveLength(2);
});
