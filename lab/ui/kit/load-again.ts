const WAITS_MS = [150, 500, 1500];

/**
 * Loads something over the network, again when it fails at first. A browser on the machine of the lab drops what it
 * is loading whenever Docker makes a network there (ERR_NETWORK_CHANGED), which is just when a learner takes a seat.
 */
export async function loadAgain<T>(load: () => Promise<T>, waitsMs: readonly number[] = WAITS_MS): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const [wait, ...rest] = waitsMs;
    if (wait === undefined) throw error;
    await new Promise((resolve) => setTimeout(resolve, wait));
    return loadAgain(load, rest);
  }
}
