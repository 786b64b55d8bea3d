export { type Compose, openCompose } from './compose.ts';
export { makeNetworks, removeNetworks } from './networks.ts';
export { waitForCoins } from './wait-for-coins.ts';
