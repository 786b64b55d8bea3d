export { askYes } from './ask.ts';
export { ensureChromium, findChromium } from './ensure-chromium.ts';
export { ensureEngine, type FoundEngine, type SetUpOptions } from './ensure-engine.ts';
export { ensureMmdebstrap, ensureStackTools } from './ensure-mmdebstrap.ts';
export { findEngine, nodeImageOn } from './find-engine.ts';
export { removeImages } from './remove-images.ts';
