export * from './cloud-facts.ts';
export * from './engine-api.ts';
export * from './node-files.ts';
export * from './provider.ts';
