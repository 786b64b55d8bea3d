export { createFakeProvider } from './provider.ts';
export { createFakeWorld } from './world.ts';
