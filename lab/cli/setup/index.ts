export { askYes } from './ask.ts';
export { ensureChromium, findChromium } from './ensure-chromium.ts';
export { ensureEngine, type FoundEngine, type SetUpOptions } from './ensure-engine.ts';
export { ensureImageTools } from './ensure-image-tools.ts';
export { findEngine, nodeImageOn } from './find-engine.ts';
export { removeImages } from './remove-images.ts';
