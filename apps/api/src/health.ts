// The health check of the container: asks the program beside it whether it lives.
import { readPort } from './config.ts';

try {
  const url = `http://127.0.0.1:${readPort(process.env, 'PORT', 8080)}/health`;
  const answer = await fetch(url, { signal: AbortSignal.timeout(2000) });
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}`);
} catch (error) {
  process.exitCode = 1;
  const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
  console.error(`${error instanceof Error ? error.message : error}${cause}`);
}
