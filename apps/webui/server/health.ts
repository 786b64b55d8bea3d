/** For the image's HEALTHCHECK: ends with 0 when the server answers, with 1 and a sentence when not. */
const port = process.env.PORT || '8080';
try {
  const response = await fetch(`http://127.0.0.1:${port}/health`, { signal: AbortSignal.timeout(2000) });
  if (!response.ok) throw new Error(`it answered ${response.status}`);
} catch (error) {
  console.error(`devcoin-webui: no answer on port ${port}: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
