import type { About } from '../../core/contract/about.ts';
import type { WindowContract } from '../../core/contract/window.ts';
import { success } from '../../core/result.ts';
import type { Answers } from '../rpc/serve.ts';
import { evidenceAnswers } from './answers/evidence.ts';
import { labAnswers } from './answers/labs.ts';
import { nativeAnswers } from './answers/native.ts';
import { runAnswers } from './answers/runs.ts';
import { workAnswers } from './answers/work.ts';
import { labOfRun } from './choose-lab.ts';
import { Changing } from './desk/changing.ts';
import { Questions } from './desk/questions.ts';
import { Works } from './desk/works.ts';
import { homeOf, type Application } from './open-application.ts';

/** What answers windows, however many come and go: runs are worked on here, not in them. */
export interface WindowService {
  readonly answers: Answers<WindowContract>;
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
  const works = new Works({ application, questions, labOf: (run) => labOfRun(homeOf(application), run), report });
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
      ...evidenceAnswers(application),
      ...nativeAnswers(application),
    },
    dispose: () => works.dispose(),
  };
}
