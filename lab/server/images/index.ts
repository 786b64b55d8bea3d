export { connectEngine, engineError } from './engine.ts';
export { type MakingTool, makingTools } from './making-tools.ts';
export {
  knownImages,
  type ListedImage,
  listImages,
  prepareNamedImages,
} from './named-images.ts';
export { nodeSecurity } from './node-security.ts';
export { type PreparedImages, type PrepareOptions, prepareImages } from './prepare.ts';
export type { PresentImage } from './present-image.ts';
