export { type ClusterWatch, watchCluster } from './watch.ts';
