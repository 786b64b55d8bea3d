import { describe, expect, it } from 'vitest';
import { goldenName } from './golden.ts';
import { splitName } from './image-name.ts';
import { oldTags } from './sweep.ts';

describe('the name of the prepared data', () => {
  const node = { image: 'devcoin-lab/node:1', id: 'sha256:n' };
  const a = { image: 'a:1', id: 'sha256:a' };
  const b = { image: 'b:1', id: 'sha256:b' };

  it('is the same whatever the order of the images', () => {
    expect(goldenName({ node, images: [a, b] })).toBe(goldenName({ node, images: [b, a] }));
  });

  it('is another for another node, another image, or the same image under another name', () => {
    const names = [
      goldenName({ node, images: [a] }),
      goldenName({ node: { ...node, id: 'sha256:m' }, images: [a] }),
      goldenName({ node, images: [{ ...a, id: 'sha256:c' }] }),
      goldenName({ node, images: [{ ...a, image: 'c:1' }] }),
      goldenName({ node, images: [] }),
    ];
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('sweeping former versions', () => {
  const day = 86_400_000;
  const now = 10 * day;
  const image = (tag: string, ageMs: number) => ({ RepoTags: [tag], Created: (now - ageMs) / 1000 });

  it('takes what is old and made by the lab', () => {
    expect(oldTags([image('devcoin-lab/node:0123456789ab', 2 * day)], [], now)).toEqual([
      'devcoin-lab/node:0123456789ab',
    ]);
  });

  it.each([
    ['the current one', image('devcoin-lab/node:aaaaaaaaaaaa', 2 * day)],
    ['one that another lab may be about to use', image('devcoin-lab/node:bbbbbbbbbbbb', day / 2)],
    ['a tag that a person gave', image('devcoin-lab/node:mine', 2 * day)],
  ])('leaves %s', (_, found) => {
    expect(oldTags([found], ['devcoin-lab/node:aaaaaaaaaaaa'], now)).toEqual([]);
  });
});

describe('the name of an image', () => {
  it.each([
    ['alpine:3.22', 'alpine', '3.22'],
    ['host.example:5000/a/b:1', 'host.example:5000/a/b', '1'],
    ['host.example:5000/a', 'host.example:5000/a', 'latest'],
  ])('%s has a repository and a tag', (name, repo, tag) => {
    expect(splitName(name)).toEqual({ repo, tag });
  });
});
