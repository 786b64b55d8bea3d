import { type Ref, ref, watch } from 'vue';

const KEY = 'devcoin.theme';
const THEMES = ['system', 'light', 'dark'] as const;

/** The system's theme, or one of the two for good. */
export type Theme = (typeof THEMES)[number];

/** The theme after this one, round and round. */
export function nextTheme(theme: Theme): Theme {
  return THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system';
}

/** The theme of this browser: kept in its storage, put on the page by public/theme.js before the first paint. */
export function useTheme(): Ref<Theme> {
  const told = document.documentElement.dataset.theme;
  const theme = ref<Theme>(told === 'light' || told === 'dark' ? told : 'system');
  watch(theme, (value) => {
    if (value === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = value;
    try {
      localStorage.setItem(KEY, value);
    } catch {
      // Storage is off: the choice holds until the page is left.
    }
  });
  return theme;
}
