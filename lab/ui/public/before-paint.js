// Runs before the first paint and before anything else of the page.

// The choice of light or dark is kept by kit/use-theme.ts; a dark page must never flash white.
try {
  const theme = localStorage.getItem('lab-theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // No storage, no choice: the system decides.
}

// A browser on the machine of the lab drops what it loads when Docker makes a network there. Without its script or its
// styles the page is nothing, so it is loaded again, a few times at most.
addEventListener(
  'error',
  (event) => {
    const isPart = event.target instanceof HTMLScriptElement || event.target instanceof HTMLLinkElement;
    // A page that is drawn loads its parts again by itself (kit/load-again.ts).
    const isDrawn = (document.getElementById('app')?.childElementCount ?? 0) > 0;
    const tries = Number(sessionStorage.getItem('lab-loads') ?? 0);
    if (!isPart || isDrawn || tries >= 3) return;
    sessionStorage.setItem('lab-loads', String(tries + 1));
    setTimeout(() => location.reload(), 400 * (tries + 1));
  },
  true,
);
addEventListener('load', () => setTimeout(() => sessionStorage.removeItem('lab-loads'), 5000));
