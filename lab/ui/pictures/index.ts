import './pictures.css';
import './live.css';

export { default as PictureLive } from './PictureLive.vue';
