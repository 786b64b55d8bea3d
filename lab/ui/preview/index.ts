import './preview.css';

export { default as PreviewPane } from './PreviewPane.vue';
