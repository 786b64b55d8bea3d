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
  // The pane goes there itself, so that its address bar says where it is; a tab of its own follows the link.
  why.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const { node, port, host } = link?.dataset ?? {};
    if (parent === window || !node || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    parent.postMessage({ from: 'PREVIEW_MESSAGE', go: { node, port: Number(port), ...(host && { host }) } }, '*');
  });
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
