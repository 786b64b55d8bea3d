import { join, resolve } from 'node:path';

/** The root of the tree. */
export const ROOT = resolve(import.meta.dirname, '..', '..');

/** The folder of the lab's package. */
export const LAB = join(ROOT, 'lab');
