export { followEvents } from './follow-events.ts';
export { isAboutMembership } from './membership.ts';
export { type ClusterWatch, watchCluster } from './watch.ts';
