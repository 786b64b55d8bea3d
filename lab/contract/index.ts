export * from './checks.ts';
export * from './cluster.ts';
export * from './course.ts';
export * from './errors.ts';
export * from './http.ts';
export * from './messages.ts';
export * from './service-view.ts';
export * from './variables.ts';
