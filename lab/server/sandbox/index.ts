export * from './engine-api.ts';
export * from './provider.ts';
