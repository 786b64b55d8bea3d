/** What the server is told by its environment. */
export interface Config {
  port: number;
  host: string;
  task: string;
  node: string | null;
  /** The API's address for browsers; null leaves it to the page. */
  apiUrl: string | null;
}

/** Something in the environment that nobody can work with; the message says what and how to mend it. */
export class ConfigError extends Error {}

/** Reads the environment; an empty variable counts as missing, as Swarm's templates leave them. */
export function readConfig(env: Readonly<Record<string, string | undefined>>, hostName: string): Config {
  return {
    port: readPort(env.PORT || '8080'),
    host: hostName,
    task: env.TASK_NAME || hostName,
    node: env.NODE_NAME || null,
    apiUrl: env.API_URL ? readApiUrl(env.API_URL) : null,
  };
}

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535)
    throw new ConfigError(`PORT must be a whole number from 1 to 65535, but it is "${text}".`);
  return port;
}

function readApiUrl(text: string): string {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username)
    throw new ConfigError(`API_URL must be an address such as http://devcoin-api.localhost, but it is "${text}".`);
  return url.href.replace(/\/+$/, '');
}
