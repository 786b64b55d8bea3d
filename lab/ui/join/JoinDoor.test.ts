import { flushPromises, mount } from '@vue/test-utils';
import { afterEach, expect, test, vi } from 'vitest';
import { LabError, toProblem } from '../../contract/index.ts';
import { WELCOME } from '../connection/fake-socket.ts';
import JoinDoor from './JoinDoor.vue';

afterEach(() => {
  vi.unstubAllGlobals();
});
function mountDoor(name: string) {
  return mount(JoinDoor, {
    props: {
      name,
      course: WELCOME.course,
      seats: { total: 4, free: 1 },
      otherSeat: undefined,
      lost: '',
      hasMore: false,
    },
    global: { stubs: { RouterLink: true } },
  });
}
function answerWith(body: unknown, status: number) {
  const fetched = vi.fn(async () => new Response(JSON.stringify(body), { status }));
  vi.stubGlobal('fetch', fetched);
  return fetched;
}

test('a name and the course are sent, and the seat is told as taken', async () => {
  const fetched = answerWith({ id: 's' }, 201);
  const door = mountDoor('  Ada  ');
  await door.find('form').trigger('submit');
  await flushPromises();
  expect(fetched).toHaveBeenCalledWith(
    '/api/seats',
    expect.objectContaining({ body: '{"name":"Ada","course":"course"}' }),
  );
  expect(door.emitted('taken')).toHaveLength(1);
});

test('what the server says of the name stands beside the field, and the name is kept', async () => {
  answerWith(toProblem(new LabError('badRequest', 'A name has at most 60 characters.')), 400);
  const door = mountDoor('x'.repeat(99));
  await door.find('form').trigger('submit');
  await flushPromises();
  const input = door.find('input');
  expect(input.attributes('aria-invalid')).toBe('true');
  const error = door.find(`[id="${input.attributes('aria-describedby')}"]`);
  expect(error.text()).toBe('A name has at most 60 characters.');
  expect(input.element.value).toBe('x'.repeat(99));
  expect(door.emitted('taken')).toBeUndefined();
});

test('any other problem stands below the button', async () => {
  answerWith(toProblem(new LabError('full', 'All 4 seats are taken.')), 503);
  const door = mountDoor('Ada');
  await door.find('form').trigger('submit');
  await flushPromises();
  expect(door.find('[role="alert"]').text()).toContain('All 4 seats are taken.');
  expect(door.find('input').attributes('aria-invalid')).toBe('false');
  expect(door.find('button[type="submit"]').attributes('disabled')).toBeUndefined();
});
