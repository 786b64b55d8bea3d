import { expect, test, vi } from 'vitest';
import { LabError } from '../../contract/index.ts';
import { upload } from './upload.ts';

const file = (name: string, size = 3) => Object.assign(new Blob(['x'.repeat(size)]), { name });
const taken = new LabError('fileChanged', 'It is there.');

test('files are brought one after another, and one that fails keeps no other back', async () => {
  const save = vi.fn(async (_node: string, path: string) => {
    if (path.endsWith('full')) throw new LabError('noDisk', 'The disk is full.');
    return { path, version: 'v' };
  });
  const result = await upload('node1', '~/in', [file('a'), file('full'), file('b')], {
    mayReplace: async () => true,
    save,
  });
  expect(result).toEqual({ brought: ['~/in/a', '~/in/b'], problems: ['The disk is full.'] });
  expect(save.mock.calls.map((call) => call[1])).toEqual(['~/in/a', '~/in/full', '~/in/b']);
});

test('a file that is there is replaced only when that is wanted', async () => {
  const save = vi.fn(async (_node: string, path: string, _bytes: unknown, version?: string) => {
    if (version === 'new') throw taken;
    return { path, version: 'v' };
  });
  const keep = await upload('node1', '~', [file('a')], { mayReplace: async () => false, save });
  expect([keep.brought, keep.problems, save.mock.calls.length]).toEqual([[], ['a was left as it is.'], 1]);
  const replace = await upload('node1', '~', [file('a')], { mayReplace: async () => true, save });
  expect([replace.brought, save.mock.calls.length]).toEqual([['~/a'], 3]);
});

test('a file that is too large is not sent at all', async () => {
  const save = vi.fn();
  const large = { ...file('big'), name: 'big', size: 33 * 1024 * 1024 } as Blob & { name: string };
  const { problems } = await upload('node1', '~', [large], { mayReplace: async () => true, save });
  expect(problems).toEqual(['big has 35 MB; at most 32 MB can be brought.']);
  expect(save).not.toHaveBeenCalled();
});
