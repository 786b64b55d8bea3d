export { default as PreviewPane } from './PreviewPane.vue';
