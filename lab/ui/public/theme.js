// Runs before the first paint, so that a dark page never flashes white. The choice is kept by kit/use-theme.ts.
try {
  const theme = localStorage.getItem('lab-theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // No storage, no choice: the system decides.
}
