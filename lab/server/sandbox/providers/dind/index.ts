export { createDindProvider } from './dind-provider.ts';
