export { createPreviews, type PreviewHandler, type Previews, type PreviewsOptions } from './previews.ts';
