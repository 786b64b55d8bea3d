import './cluster.css';

export { default as ClusterGlyph } from './ClusterGlyph.vue';
export { default as ClusterMap } from './ClusterMap.vue';
export { default as ClusterMini } from './ClusterMini.vue';
export { useHues } from './use-hues.ts';
