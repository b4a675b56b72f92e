import type { Locator, Page } from '@playwright/test';
import type { EvidenceView, Route, RunView } from '../../../renderer/route.ts';
import type { SeedName } from '../support/sow.ts';

/** Every screen that an address of the window can name: a new one without its states does not compile. */
export type Screen = Exclude<Route['screen'], 'run' | 'evidence'> | `run ${RunView}` | `evidence ${EvidenceView}`;

export const STATES = ['empty', 'loading', 'error', 'offline', 'long', 'hostile'] as const;
export type State = (typeof STATES)[number];

/** What an earlier use left where a state is looked at; the window and its main process do the rest. */
export const GROUND: Readonly<Record<State, SeedName | null>> = {
  empty: null,
  /** The main process is stopped where it is: nothing is answered until it goes on. */
  loading: 'begun',
  error: 'broken',
  /** The main process is gone. */
  offline: 'begun',
  long: 'many',
  hostile: 'hostile',
};

export interface Cell {
  /** Another ground than the state's own. */
  readonly ground?: SeedName;
  /** Address of the screen; without it the one of the screen with nothing chosen. `runs`: names of those that are there, the newest first. */
  readonly at?: (runs: readonly string[]) => string;
  /** What a person does there to come to the state. */
  readonly by?: (page: Page) => Promise<void>;
  /** What tells that the state is reached. */
  readonly sees: (page: Page) => Locator;
}

/** The state cannot come about there, and why. */
export interface Never {
  readonly never: string;
}

const text = (words: string | RegExp) => (page: Page) => page.locator('main').getByText(words).first();
const waits = (label: string) => (page: Page) => page.getByRole('progressbar', { name: label });
const LOST = 'The connection to Xenpath is lost.';
const lost = (page: Page): Locator => page.getByText(LOST);
const BROKEN = /is not as it was stored/u;
/** The part of the hostile text that tells that it is shown, and as text. */
const MARKUP = '<img src=x onerror=';
const first = (runs: readonly string[]): string => runs[0] ?? '';
const view = (name: RunView) => (runs: readonly string[]) => `#/run/${first(runs)}/${name}`;
/** The oldest run is the one that somebody changed. */
const broken = (name: RunView) => (runs: readonly string[]) => `#/run/${runs.at(-1) ?? ''}/${name}`;
const choose = (label: string, value: string) => async (page: Page) => {
  await page.getByLabel(label, { exact: true }).selectOption(value);
};
const press = (name: string | RegExp) => async (page: Page) => page.getByRole('button', { name }).first().click();
const compared = (runs: readonly string[]): string => `#/evidence/compare/${runs.at(-1) ?? ''}/${first(runs)}`;

export const TABLE: Readonly<Record<Screen, Readonly<Record<State, Cell | Never>>>> = {
  start: {
    empty: { sees: text('There are no runs yet.') },
    loading: { sees: (page) => page.getByText('Loading…').or(waits('Loading…')(page)).first() },
    error: { sees: text(BROKEN) },
    offline: { sees: lost },
    long: { by: press('Show all 200'), sees: (page) => page.getByRole('row').nth(200) },
    hostile: { sees: (page) => page.getByRole('row').nth(2) },
  },
  'new-run': {
    empty: { sees: text('For hosts of your own, make or import an inventory first') },
    loading: { sees: waits('Loading…') },
    error: { by: choose('Hosts', 'inventory:lab3'), sees: text(/not YAML that can be used/u) },
    offline: { sees: lost },
    long: {
      by: async (page) => {
        await choose('Xen hosts', '16')(page);
        await press('Show the plan')(page);
      },
      sees: text('Hardware and software (5 steps)'),
    },
    hostile: { by: choose('Hosts', 'inventory:harm'), sees: text(MARKUP) },
  },
  settings: {
    empty: { sees: text('No further words.') },
    loading: { sees: text('Loading…') },
    error: { sees: text(/settings\.json/u) },
    offline: { sees: lost },
    long: { sees: text('word 200') },
    hostile: { sees: text(MARKUP) },
  },
  hosts: {
    empty: { sees: text('No hosts of your own yet') },
    loading: { sees: waits('Loading…') },
    error: { at: () => '#/hosts/lab3', sees: text(/not YAML that can be used/u) },
    offline: { sees: lost },
    long: { at: () => '#/hosts/plant', sees: text('300 hosts, 0 connected') },
    hostile: { at: () => '#/hosts/harm', sees: text(MARKUP) },
  },
  'run steps': {
    empty: { ground: 'begun', sees: text('The server and its host bus adapter') },
    loading: { sees: waits('Loading…') },
    error: { at: broken('steps'), sees: text(BROKEN) },
    offline: { sees: lost },
    long: { sees: text('xenhost16') },
    hostile: { at: (runs) => `#/run/${first(runs)}/steps/release`, sees: text(MARKUP) },
  },
  'run topology': {
    empty: { ground: 'begun', sees: (page) => page.getByLabel('View') },
    loading: { sees: text('What is connected to what is read…') },
    error: { at: broken('topology'), sees: text(BROKEN) },
    offline: { sees: lost },
    long: { sees: (page) => page.locator('main svg text').getByText('xenhost16').first() },
    hostile: { sees: (page) => page.getByLabel('View') },
  },
  'run guests': {
    empty: { ground: 'begun', sees: text('Try again') },
    loading: { sees: waits('Connecting to the hosts of this run…') },
    error: { at: broken('guests'), sees: text(BROKEN) },
    offline: { sees: lost },
    long: { sees: text('Try again') },
    hostile: { sees: text('Try again') },
  },
  'run report': {
    empty: { ground: 'begun', sees: (page) => page.frameLocator('iframe').getByText('not established').first() },
    loading: { sees: text('The report is being made') },
    error: { at: broken('report'), sees: text(BROKEN) },
    offline: { sees: lost },
    long: { sees: (page) => page.frameLocator('iframe').getByText('xenhost16').first() },
    hostile: { sees: (page) => page.frameLocator('iframe').getByText(MARKUP).first() },
  },
  'evidence search': {
    empty: { sees: text('What you look for stands here') },
    loading: { at: () => '#/evidence/search/xenhost', sees: text('Searching…') },
    error: { at: () => '#/evidence/search/nothing%20holds%20this', sees: text('No event and no output of any run holds') },
    offline: { sees: lost },
    long: { at: () => '#/evidence/search/xenhost', sees: text(/^The first /u) },
    hostile: { at: () => '#/evidence/search/onerror', sees: text(MARKUP) },
  },
  'evidence runs': {
    empty: { sees: text('There are no runs yet.') },
    loading: { by: press('Verify all runs'), sees: text(/^0 of 2 runs$/u) },
    error: { by: press('Verify all runs'), sees: text('1 of 2 is not as stored.') },
    offline: { sees: lost },
    long: { by: press('Show all 200'), sees: (page) => page.getByRole('row').nth(200) },
    hostile: { sees: (page) => page.getByRole('row').nth(2) },
  },
  'evidence compare': {
    empty: { sees: text('There are not two runs to compare yet.') },
    loading: { at: compared, sees: text('Loading…') },
    error: { at: compared, sees: text(BROKEN) },
    offline: { sees: lost },
    long: { at: compared, sees: text('They are of different procedures') },
    hostile: { at: compared, sees: text(MARKUP) },
  },
};

/** The screen's address with nothing chosen. */
export function addressOf(screen: Screen, runs: readonly string[]): string {
  switch (screen) {
    case 'start':
      return '#/';
    case 'new-run':
      return '#/new';
    case 'settings':
    case 'hosts':
      return `#/${screen}`;
    case 'run steps':
      return view('steps')(runs);
    case 'run topology':
      return view('topology')(runs);
    case 'run guests':
      return view('guests')(runs);
    case 'run report':
      return view('report')(runs);
    case 'evidence search':
      return '#/evidence/search';
    case 'evidence runs':
      return '#/evidence/runs';
    case 'evidence compare':
      return '#/evidence/compare';
  }
}
