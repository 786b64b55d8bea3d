export { connectEngine, engineError } from './engine.ts';
export { nodeSecurity } from './node-security.ts';
export { type PreparedImages, type PrepareOptions, prepareImages } from './prepare.ts';
