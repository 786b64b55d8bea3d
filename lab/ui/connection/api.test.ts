import { afterEach, expect, test, vi } from 'vitest';
import { LabError, toProblem } from '../../contract/index.ts';
import { getSeat, leaveSeat, sentenceOf, takeSeat, Unreachable } from './api.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});
function answerWith(body: unknown, status: number): ReturnType<typeof vi.fn> {
  const text = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body);
  const fake = vi.fn(async (_url: string, _init: RequestInit) => new Response(text, { status }));
  vi.stubGlobal('fetch', fake);
  return fake;
}

test('a problem document becomes an error with its code and sentence', async () => {
  answerWith(toProblem(new LabError('full', 'All 20 seats are taken.')), 503);
  const error = await takeSeat({ name: 'A', course: 'c' }).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(LabError);
  expect(error).toMatchObject({ code: 'full', message: 'All 20 seats are taken.' });
});

test('a name and a course are sent as JSON', async () => {
  const fetched = answerWith({ id: 's' }, 201);
  await takeSeat({ name: 'A', course: 'c' });
  expect(fetched.mock.calls[0]).toMatchObject([
    '/api/seats',
    { method: 'POST', body: '{"name":"A","course":"c"}', headers: { 'content-type': 'application/json' } },
  ]);
});

test('an empty answer is no error', async () => {
  answerWith(undefined, 204);
  await expect(leaveSeat()).resolves.toBeUndefined();
});

test('a proxy that answers for a server that is gone is told as no answer', async () => {
  answerWith('<h1>Bad gateway</h1>', 502);
  await expect(getSeat()).rejects.toBeInstanceOf(Unreachable);
});

test('a failed network is told as no answer, in a sentence', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
  const error = await getSeat().catch((e: unknown) => e);
  expect(sentenceOf(error)).toMatch(/^The lab does not answer\./);
});
