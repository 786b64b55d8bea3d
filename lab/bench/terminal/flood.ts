/** Fills a terminal as fast as it takes it, in lines of 78 letters: two-letter lines would keep the kernel busy instead. */
export const FLOOD = `yes ${'y'.repeat(78)}`;
export const CTRL_C = '\x03';
