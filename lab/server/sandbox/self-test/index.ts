export type { Finding } from './finding.ts';
export { type SelfTestOptions, selfTest } from './self-test.ts';
