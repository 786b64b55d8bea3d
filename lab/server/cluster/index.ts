export { diffSnapshots } from './diff.ts';
export { type ClusterWatch, watchCluster } from './watch.ts';
