export { type Clock, type ManualClock, manualClock } from './clock.ts';
export { createFakeProvider, type FakeProviderOptions } from './provider.ts';
export { createFakeWorld, type FakeWorld, type FakeWorldOptions } from './world.ts';
