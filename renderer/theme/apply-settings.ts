import type { SettingsNow } from '../../core/contract/settings.ts';
import type { Readable } from '../connection/live.ts';

/** PatternFly's own name of its dark theme. */
const DARK = 'pf-v6-theme-dark';

/**
 * Theme and density as the settings have them; before they are known, and where nobody chose, dark where the system is dark, and when it becomes so. For the life of the
 * page.
 */
export function applySettings(now: Readable<SettingsNow | null>): void {
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const apply = (): void => {
    const { theme = 'system', density = 'compact' } = now.get()?.settings ?? {};
    const { classList } = document.documentElement;
    classList.toggle(DARK, theme === 'dark' || (theme === 'system' && dark.matches));
    classList.toggle('comfortable', density === 'comfortable');
  };
  dark.addEventListener('change', apply);
  now.subscribe(apply);
  apply();
}
