import { createRouter, createWebHistory } from 'vue-router';

/** The pages. `/s/:token` is no page: the server sets the seat's cookie and leads to `/learn`. */
export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', component: () => import('./join/JoinPage.vue') },
    { path: '/learn', component: () => import('./learner/LearnerPage.vue') },
    { path: '/board', component: () => import('./instructor/InstructorPage.vue') },
    { path: '/:rest(.*)*', component: () => import('./kit/KitNotFound.vue') },
  ],
});
