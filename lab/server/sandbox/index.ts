export { accompany } from './accompany.ts';
export * from './cloud-facts.ts';
export * from './engine-api.ts';
export { fromHome } from './home-path.ts';
export * from './node-files.ts';
export * from './provider.ts';
