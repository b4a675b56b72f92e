import type { About } from '../../core/contract/about.ts';
import type { WindowContract } from '../../core/contract/window.ts';
import { success } from '../../core/result.ts';
import type { Answers } from '../rpc/serve.ts';
import { evidenceAnswers } from './answers/evidence.ts';
import { guestAnswers } from './answers/guests.ts';
import { hostAnswers } from './answers/hosts.ts';
import { labAnswers } from './answers/labs.ts';
import { nativeAnswers } from './answers/native.ts';
import { reportAnswers } from './answers/reports.ts';
import { pictureAnswers } from './answers/pictures.ts';
import { runAnswers } from './answers/runs.ts';
import { terminalAnswers } from './answers/terminals.ts';
import { topologyAnswers } from './answers/topology.ts';
import { settingsAnswers } from './answers/settings.ts';
import { workAnswers } from './answers/work.ts';
import { labOfRun } from './choose-lab.ts';
import { Changing } from './desk/changing.ts';
import { HostDesk } from './desk/host-desk.ts';
import { Questions } from './desk/questions.ts';
import { Works } from './desk/works.ts';
import { homeOf, type Application } from './open-application.ts';
import { Terminals } from './terminals/terminals.ts';
import { ReportShelf } from './report-shelf.ts';

/** What answers windows, however many come and go: runs are worked on here, not in them. */
export interface WindowService {
  readonly answers: Answers<WindowContract>;
  /** The report of a run as a page, for the window's frame; null when there is no such run. */
  readonly reportPage: (run: string) => Promise<string | null>;
  /** Stops what is under way, after the acts in flight. */
  readonly dispose: () => Promise<void>;
}

/** Other windows that would like to come in. */
export interface Neighbours {
  /** How often one knocked. */
  readonly knocks: Changing<number>;
  readonly letNextIn: () => void;
}

/** The same for the desktop and the loopback page: what differs is in the ports that the entry brought with the application. */
export function createWindowService(
  application: Application,
  about: Omit<About, 'dataFolder' | 'operator' | 'warnings'>,
  report: (what: string, thrown: unknown) => void,
  neighbours: Neighbours = { knocks: new Changing(0), letNextIn: () => undefined },
): WindowService {
  const { store, entry } = application;
  const questions = new Questions(() => new Date().toISOString());
  const shelf = new ReportShelf(application);
  const works = new Works({ application, questions, labOf: (run, signal) => labOfRun(homeOf(application), run, signal), report });
  const hosts = new HostDesk(application, questions);
  const terminals = new Terminals(application, questions, report);
  return {
    answers: {
      'about.read': async () =>
        success({ ...about, dataFolder: store.folder, operator: entry.operator, warnings: store.warnings }),
      'window.knocks': (_nothing, { signal }) => success(neighbours.knocks.watch(signal)),
      'window.letIn': async () => {
        neighbours.letNextIn();
        return success(null);
      },
      ...labAnswers(homeOf(application)),
      ...runAnswers(application, works, questions),
      ...workAnswers(application, works, questions),
      ...pictureAnswers(application),
      ...evidenceAnswers(application),
      ...guestAnswers(application, questions),
      ...reportAnswers(application, shelf),
      ...nativeAnswers(application),
      ...hostAnswers(application, hosts),
      ...settingsAnswers(application),
      ...terminalAnswers(terminals),
      ...topologyAnswers(application),
    },
    reportPage: (run) => shelf.page(run),
    dispose: async () => {
      await Promise.all([works.dispose(), terminals.dispose(), hosts.dispose()]);
    },
  };
}
