export { type CloudOptions, withCloud } from './with-cloud.ts';
