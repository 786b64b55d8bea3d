import { useLocalStorage } from '@vueuse/core';
import { type Ref, watchEffect } from 'vue';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** The key that public/before-paint.js reads before the first paint. */
const KEY = 'lab-theme';

const theme = useLocalStorage<Theme>(KEY, 'system');

/** The person's choice of light or dark, kept in this browser and applied to the page. */
export function useTheme(): Ref<Theme> {
  return theme;
}

/** Applies the choice from now on. */
export function applyTheme(): void {
  watchEffect(() => {
    const root = document.documentElement;
    if (theme.value === 'system') delete root.dataset.theme;
    else root.dataset.theme = theme.value;
  });
}
