// Before the first paint, so that a remembered theme does not flash. A file of its own: the page allows no inline scripts.
try {
  const theme = localStorage.getItem('devcoin.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage is off: the system's theme holds.
}
