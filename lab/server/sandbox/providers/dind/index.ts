export { createDindProvider, type DindProviderOptions } from './dind-provider.ts';
