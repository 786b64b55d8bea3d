import { join } from 'node:path';

/** The root of the tree. */
export const ROOT = join(import.meta.dirname, '..', '..', '..', '..');
/** What folders of images.yaml lie below. */
export const IMAGES = join(import.meta.dirname, '..');
