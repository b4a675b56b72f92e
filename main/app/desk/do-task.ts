import type { Task } from '../../../core/contract/work.ts';
import { assertNever, failure, success, type Problem, type Result } from '../../../core/result.ts';
import type { RunState } from '../../../core/run/state.ts';
import { breakOwnLease } from '../../engine/break-lease.ts';
import { checkRun } from '../../engine/check-run.ts';
import { executeRun, type RunEnding } from '../../engine/execute.ts';
import { findStep } from '../../engine/find-step.ts';
import type { OpenRun } from '../../engine/open-run.ts';
import { restorePath } from '../../engine/restore-path.ts';
import { inSitting, type Sat } from '../../engine/sitting.ts';
import { undoStep } from '../../engine/undo.ts';
import { lookAt } from '../look-at.ts';
import type { Application } from '../open-application.ts';
import { asItWas } from '../runs.ts';

/** Does what a person asked for in an open run: a sentence of what it came to, or why not. What was done is in the run's events. */
export async function doTask(
  application: Application,
  run: OpenRun,
  task: Task,
  before: RunState['stopped'],
): Promise<Result<string>> {
  // What is done beside the steps leaves the run's ending as it was.
  const beside = async <Value>(work: () => Promise<Value>, told: (value: Value) => Result<string>): Promise<Result<string>> =>
    sentenceOf(await inSitting(run, work, () => asItWas(before)), told);
  switch (task.kind) {
    case 'go': {
      const whole = task.steps === null;
      const ending = await executeRun(run, {
        steps: task.steps === null ? null : new Set(task.steps),
        hosts: task.hosts === null ? null : new Set(task.hosts),
        redo: new Set(task.redo),
        recheck: whole,
      });
      return endingSentence(ending);
    }
    case 'check':
      return beside(
        async () => {
          const found = await checkRun(run, {
            steps: task.steps === null ? null : new Set(task.steps),
            hosts: task.hosts === null ? null : new Set(task.hosts),
            by: 'history',
          });
          await run.parts.topology?.settled();
          return found;
        },
        (findings) => {
          const asked = findings.filter(({ word }) => word !== null).length;
          const broke = findings.filter(({ state }) => state === 'broke').length;
          const told = asked === 1 ? '1 check asked' : `${asked} checks asked`;
          if (broke === 0) return success(`${told}, none broke.`);
          return failure('checks-broke', `${told}, ${broke} broke.`, 'Each stands with its step, with what can be tried.');
        },
      );
    case 'undo': {
      const step = findStep(run, task.step);
      return beside(
        () => undoStep(run, application.store, step, task.host),
        (undone) => (undone.ok ? success(`“${step.title}” is undone on ${task.host}.`) : undone),
      );
    }
    case 'restore':
      return beside(
        () => restorePath(run, application.store, task.host, task.path),
        (restored) => (restored.ok ? success(`${task.path} on ${task.host} is as it was before this run.`) : restored),
      );
    case 'look':
      return beside(
        () => lookAt(application, run, task.element),
        (told) => told,
      );
    case 'unlock':
      return beside(
        () => breakOwnLease(run, task.host),
        (broken) =>
          broken.ok ? success(broken.value === 'broken' ? `${task.host} is unlocked.` : `${task.host} was not locked.`) : broken,
      );
    default:
      return assertNever(task);
  }
}

function sentenceOf<Value>(sat: Sat<Value>, told: (value: Value) => Result<string>): Result<string> {
  switch (sat.ending) {
    case 'done': {
      const result = told(sat.value);
      if (result.ok) return success([result.value, ...sat.standing].join(' '));
      return { ok: false, problem: { ...result.problem, sentence: [result.problem.sentence, ...sat.standing].join(' ') } };
    }
    case 'interrupted':
      return { ok: false, problem: interrupted(sat.standing) };
    case 'evidence-lost':
      return { ok: false, problem: sat.problem };
    default:
      return assertNever(sat);
  }
}

function endingSentence(ending: RunEnding): Result<string> {
  if (ending.reason === 'finished') return success(ending.sentence);
  return {
    ok: false,
    problem: ending.reason === 'evidence-lost' ? ending.problem : { code: ending.reason, sentence: ending.sentence },
  };
}

function interrupted(standing: readonly string[]): Problem {
  return { code: 'interrupted', sentence: ['It was stopped before its end.', ...standing].join(' ') };
}
