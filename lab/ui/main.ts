import { createApp } from 'vue';
import App from './App.vue';
import { applyTheme } from './kit/index.ts';
import { router } from './router.ts';
import './tokens.css';
import './kit/kit.css';
import './lesson/lesson.css';
import './learner/learner.css';
import './learner/watch.css';
import './join/join.css';
import './instructor/instructor.css';

applyTheme();
createApp(App).use(router).mount('#app');
