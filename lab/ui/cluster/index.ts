import './cluster.css';

export { default as ClusterMap } from './ClusterMap.vue';
export { default as ClusterMini } from './ClusterMini.vue';
