import { Live } from './connection/live.ts';

/** Ways to look at one run, in the order of their tabs. */
export const RUN_VIEWS = ['steps', 'topology', 'guests', 'report'] as const;
export type RunView = (typeof RUN_VIEWS)[number];

/** Ways to look at what all runs recorded. */
export const EVIDENCE_VIEWS = ['search', 'runs', 'compare'] as const;
export type EvidenceView = (typeof EVIDENCE_VIEWS)[number];

/** What is shown. It stands in the address, so that a window that reloads comes back to the same place. */
export type Route =
  | { readonly screen: 'start' }
  | { readonly screen: 'new-run' }
  | { readonly screen: 'settings' }
  /** `inventory`: its name, or `lab:NAME`; null for the first that there is. */
  | { readonly screen: 'hosts'; readonly inventory: string | null; readonly host: string | null }
  /** `about`: what is searched and the place that is looked at, or the runs that are compared. */
  | { readonly screen: 'evidence'; readonly view: EvidenceView; readonly about: readonly string[] }
  /** `step`: null for the one that is next. */
  | { readonly screen: 'run'; readonly run: string; readonly view: RunView; readonly step: string | null };

/** The screen that an address names; what names none is the start. */
export function routeOf(fragment: string): Route {
  const [screen = '', run = '', named = '', step = ''] = fragment.replace(/^#\/?/u, '').split('/').map(decoded);
  if (screen === 'evidence') {
    const [, , ...about] = fragment.replace(/^#\/?/u, '').split('/').map(decoded);
    return { screen: 'evidence', view: EVIDENCE_VIEWS.find((view) => view === run) ?? 'search', about };
  }
  if (screen === 'new') return { screen: 'new-run' };
  if (screen === 'settings') return { screen: 'settings' };
  if (screen === 'hosts') return { screen: 'hosts', inventory: run === '' ? null : run, host: named === '' ? null : named };
  if (screen === 'run' && run !== '') {
    return { screen: 'run', run, view: RUN_VIEWS.find((view) => view === named) ?? 'steps', step: step === '' ? null : step };
  }
  return { screen: 'start' };
}

/** The fragment that names a screen. */
export function addressOf(route: Route): string {
  switch (route.screen) {
    case 'start':
      return '#/';
    case 'new-run':
      return '#/new';
    case 'evidence':
      return ['#/evidence', route.view, ...route.about.map(encodeURIComponent)].join('/');
    case 'settings':
      return '#/settings';
    case 'hosts':
      return ['#/hosts', route.inventory, route.inventory === null ? null : route.host]
        .filter((part) => part !== null)
        .map((part, index) => (index === 0 ? part : encodeURIComponent(part)))
        .join('/');
    case 'run':
      return ['#/run', route.run, route.view, ...(route.step === null ? [] : [route.step])]
        .map((part, index) => (index === 0 ? part : encodeURIComponent(part)))
        .join('/');
  }
}

export const route = new Live<Route>(routeOf(window.location.hash));
window.addEventListener('hashchange', () => route.set(routeOf(window.location.hash)));

/** Shows another screen. `quietly`: going back does not come here again. */
export function goTo(to: Route, quietly = false): void {
  const address = addressOf(to);
  if (address === window.location.hash) return;
  if (quietly) {
    history.replaceState(null, '', address);
    route.set(to);
  } else window.location.hash = address;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
