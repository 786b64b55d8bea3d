export { default as FilesPane } from './FilesPane.vue';
