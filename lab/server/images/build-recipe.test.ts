import { expect, it } from 'vitest';
import { recipeHash } from './build-recipe.ts';

const folder = 'stand-ins/redis';

it('names what an image is built from by its folder, its needs and what it lies on', async () => {
  const recipes = [
    recipeHash({ folder, needs: {} }),
    recipeHash({ folder: 'stand-ins/registry', needs: {} }),
    recipeHash({ folder, needs: { node: true } }),
    recipeHash({ folder, needs: { npmCache: ['apps/miner'] } }),
    recipeHash({ folder, needs: { npmCache: ['apps/miner', 'apps/api'] } }),
    recipeHash({ folder, needs: {} }, ['sha256:1']),
  ];
  expect(new Set(await Promise.all(recipes)).size).toBe(recipes.length);
  expect(await recipeHash({ folder, needs: {} })).toBe(await recipes[0]);
});
