import { createRouter, createWebHistory } from 'vue-router';
import { loadAgain } from './kit/index.ts';

const learnerPage = () => loadAgain(() => import('./learner/LearnerPage.vue'));

/** The pages. `/s/:token` is no page: the server sets the seat's cookie and leads to `/learn`. */
export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', component: () => loadAgain(() => import('./join/JoinPage.vue')) },
    { path: '/learn', component: learnerPage },
    { path: '/watch/:seat', component: () => loadAgain(() => import('./learner/LearnerWatch.vue')) },
    { path: '/board', component: () => loadAgain(() => import('./instructor/InstructorPage.vue')) },
    { path: '/:rest(.*)*', component: () => loadAgain(() => import('./kit/KitNotFound.vue')) },
  ],
});

// While a name is typed, what comes after it is fetched: from the seat to the terminal nothing waits for the network.
router.afterEach((to) => {
  if (to.path === '/') {
    setTimeout(() => {
      // A part that does not come now is loaded when it is needed, and what is wrong is said then.
      void learnerPage().catch(() => undefined);
      void import('./terminal/index.ts').catch(() => undefined);
    }, 500);
  }
});
