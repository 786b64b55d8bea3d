// Runs on the page of a dead port, on the preview's origin.
(() => {
  const EVERY_MS = 1500;
  const why = document.getElementById('why');
  if (!why) return;
  const tell = () => {
    if (parent === window) return;
    parent.postMessage({ from: 'PREVIEW_MESSAGE', dead: why.querySelector('h1')?.textContent ?? '' }, '*');
  };
  const look = async () => {
    if (document.hidden) return;
    const here = location.pathname + location.search;
    const answer = await fetch(`ALIVE_PATH?path=${encodeURIComponent(here)}`, { cache: 'no-store' });
    const { isAlive, body } = await answer.json();
    if (isAlive) {
      clearInterval(timer);
      location.reload();
    } else if (body && body !== shown) {
      shown = body;
      why.innerHTML = body;
      tell();
    }
  };
  let shown = why.innerHTML;
  // The lab itself may be away for a while.
  const timer = setInterval(() => look().catch(() => undefined), EVERY_MS);
  addEventListener('visibilitychange', () => look().catch(() => undefined));
  addEventListener('message', ({ source, data }) => {
    if (parent === window || source !== parent || data?.from !== 'PREVIEW_MESSAGE' || !data.theme) return;
    document.documentElement.dataset.theme = data.theme;
    tell();
  });
  tell();
})();
