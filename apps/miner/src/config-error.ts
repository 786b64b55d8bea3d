/** The miner cannot run as it is set up. The message is the whole sentence that its owner reads; the exit code is 78. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/** EX_CONFIG of sysexits.h: starting again will not help, somebody has to mend the configuration. */
export const EXIT_CONFIG = 78;
