/** PatternFly's own name of its dark theme. */
const DARK = 'pf-v6-theme-dark';

/** Dark where the system is dark, and when it becomes so. For the life of the page. */
export function followSystemTheme(): void {
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const apply = (): void => void document.documentElement.classList.toggle(DARK, dark.matches);
  dark.addEventListener('change', apply);
  apply();
}
