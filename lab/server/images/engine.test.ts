import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { LabError } from '../../contract/index.ts';
import { engineError, finish, orAbsent } from './engine.ts';

const never = new AbortController().signal;
const lines = (...objects: object[]): Readable => Readable.from(objects.map((o) => `${JSON.stringify(o)}\r\n`));

describe('the progress of the engine', () => {
  it('ends well when no line tells of a failure', async () => {
    await expect(finish(lines({ stream: 'Step 1/2' }, { status: 'done' }), never)).resolves.toBeUndefined();
  });

  it('fails with the words of the line that tells of a failure', async () => {
    const stream = lines({ stream: 'Step 1/2' }, { errorDetail: {}, error: 'no space left on device' });
    await expect(finish(stream, never)).rejects.toThrow('no space left on device');
  });

  it('finds a failure in a line that came in pieces', async () => {
    const stream = Readable.from(['{"stream":"a"}\n{"err', 'or":"broken"}']);
    await expect(finish(stream, never)).rejects.toThrow('broken');
  });

  it('ends when it is aborted, with the reason', async () => {
    const controller = new AbortController();
    const silent = new Readable({ read() {} });
    const ended = finish(silent, controller.signal);
    controller.abort(new Error('enough'));
    await expect(ended).rejects.toThrow('enough');
    expect(silent.destroyed).toBe(true);
  });
});

describe('the words for a failing engine', () => {
  const told = (error: unknown): LabError => {
    const answer = engineError(error, '/run/docker.sock', 'prepare the images');
    if (!(answer instanceof LabError)) throw new Error('no LabError');
    return answer;
  };
  const refusal = (message: string): Error =>
    Object.assign(new Error(`(HTTP code 500) ${message}`), { statusCode: 500, json: { message } });

  it.each([
    [
      'noEngine',
      Object.assign(new Error('connect ENOENT'), { code: 'ENOENT' }),
      /does not answer at \/run\/docker.sock/,
    ],
    ['noEngine', Object.assign(new Error('connect EACCES'), { code: 'EACCES' }), /may not use Docker/],
    ['noEngine', new Error('socket hang up'), /Start it/],
    ['noDisk', refusal('write /x: no space left on device'), /disk is full/],
    ['internal', refusal('something odd'), /could not prepare the images: something odd/],
  ] as const)('name %s', (code, error, sentence) => {
    expect(told(error).code).toBe(code);
    expect(told(error).message).toMatch(sentence);
  });

  it('are left alone when they are sentences already', () => {
    const known = new LabError('noImage', 'There is none.');
    expect(engineError(known, '/s', 'x')).toBe(known);
  });
});

describe('asking for something that may be absent', () => {
  it('turns only "there is none" into undefined', async () => {
    const answer = (statusCode: number): Promise<never> =>
      Promise.reject(Object.assign(new Error('no'), { statusCode }));
    await expect(orAbsent(answer(404))).resolves.toBeUndefined();
    await expect(orAbsent(answer(500))).rejects.toThrow('no');
  });
});
