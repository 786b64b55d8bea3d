import { expect, test } from 'vitest';
import { folderOf, foldersTo, joinPath, nameOf, sizeWords, tidyPath, whyNoName } from './paths.ts';

test('a path has one form', () => {
  expect(['/root', '/root/a', '/rooted', '~/a/', '/', '//a//b/'].map(tidyPath)).toEqual([
    '~',
    '~/a',
    '/rooted',
    '~/a',
    '/',
    '/a/b',
  ]);
  expect([joinPath('~', 'a'), joinPath('/', 'etc'), joinPath('/', 'root')]).toEqual(['~/a', '/etc', '~']);
});

test('a path has a folder and a name', () => {
  expect([folderOf('~/a/b'), folderOf('~/a'), folderOf('/etc'), folderOf('/')]).toEqual(['~/a', '~', '/', '/']);
  expect([nameOf('~/a/b.yml'), nameOf('~'), nameOf('/')]).toEqual(['b.yml', '~', '/']);
  expect(foldersTo('~/a/b/c.yml')).toEqual(['~', '~/a', '~/a/b']);
  expect(foldersTo('/etc/hosts')).toEqual(['/', '/etc']);
});

test('a name that cannot be is refused with the reason', () => {
  expect(['a b', 'ü"$(x)', 'in/new/file.yml', '-x'].map(whyNoName)).toEqual(['', '', '', '']);
  expect(['', ' ', '..', 'a//b', '/a', 'a/', 'x'.repeat(256)].map((name) => whyNoName(name) !== '')).not.toContain(
    false,
  );
});

test('sizes are short', () => {
  expect([0, 1, 999, 1000, 12_345, 33_554_432].map(sizeWords)).toEqual([
    '0 bytes',
    '1 byte',
    '999 bytes',
    '1.0 kB',
    '12 kB',
    '34 MB',
  ]);
});
