import { strongestClass } from '../../actions/action.ts';
import { durationMs } from '../../checks/terms.ts';
import { orderSteps } from '../order.ts';
import { didYouMean } from '../similar.ts';
import type { DataPath } from '../positions.ts';
import type { HostSelector } from '../schema.ts';
import type { LintContext } from './finding.ts';
import { actionSites, stepSites, type StepSite } from './sites.ts';

/** Ids, needs, roles, classes, undo, hints, polls: what can be told without looking into expressions. */
export function lintStructure(context: LintContext): void {
  const { procedure, report } = context;
  const steps = stepSites(procedure);
  duplicates(
    context,
    'chapters',
    procedure.chapters.map(({ id }, index) => [id, ['chapters', index, 'id']]),
  );
  duplicates(
    context,
    'steps',
    steps.map(({ step, path }) => [step.id, [...path, 'id']]),
  );
  lintNeeds(context, steps);
  lintPreflight(context);
  for (const site of steps) {
    const { step, path } = site;
    lintRole(context, step.on, [...path, 'on']);
    duplicates(
      context,
      `checkpoints of step ${step.id}`,
      step.checkpoints.map(({ id }, index) => [id, [...path, 'checkpoints', index, 'id']]),
    );
    duplicates(
      context,
      `actions of step ${step.id}`,
      actionSites(site).map(({ action, path: at }) => [action.id, [...at, 'id']]),
    );
    lintClass(context, site);
    lintUndo(context, site);
    for (const [index, check] of step.checkpoints.entries()) {
      const at = [...path, 'checkpoints', index];
      duplicates(
        context,
        `hints of checkpoint ${check.id}`,
        check.hints.map(({ id }, one) => [id, [...at, 'hints', one, 'id']]),
      );
      const last = check.hints.filter(({ when }) => when === undefined).length;
      if (last > 1)
        report(
          'warning',
          'hints-of-last-resort',
          [...at, 'hints'],
          `Checkpoint \`${check.id}\` has ${last} hints without \`when\`: only the first can be shown.`,
          'Say with `when` which cause is meant.',
        );
      if (last === 0)
        report(
          'warning',
          'hints-of-last-resort',
          [...at, 'hints'],
          `Checkpoint \`${check.id}\` says nothing when no hint's \`when\` is true.`,
          'Add a hint without `when`.',
        );
      if (check.poll !== undefined && durationMs(check.poll.every) >= durationMs(check.poll.until)) {
        report(
          'error',
          'poll',
          [...at, 'poll'],
          `Checkpoint \`${check.id}\` asks every ${check.poll.every} until ${check.poll.until}: it would ask only once.`,
          'Make `every` shorter than `until`.',
        );
      }
      if (check.when !== undefined && check.otherwise === undefined) {
        report(
          'warning',
          'otherwise',
          [...at, 'when'],
          `Checkpoint \`${check.id}\` does not say why it does not apply where \`when\` is false.`,
          'Add `otherwise`.',
        );
      }
      if (check.staleAfter?.includes('age') === true && check.maxAge === undefined) {
        report(
          'error',
          'age',
          [...at, 'staleAfter'],
          `Checkpoint \`${check.id}\` grows stale by age and has no \`maxAge\`.`,
          'Add `maxAge`.',
        );
      }
      for (const role of check.dependsOn) {
        if (procedure.roles[role] === undefined)
          report(
            'error',
            'role',
            [...at, 'dependsOn'],
            `Checkpoint \`${check.id}\` depends on role ${role}, which the procedure does not have.`,
            'Add it under `roles`.',
          );
      }
    }
    for (const { action, path: at } of actionSites(site)) lintRole(context, action.on, [...at, 'on']);
    if (step.title.includes('{{')) {
      report(
        'error',
        'fixed-title',
        [...path, 'title'],
        `The title of step \`${step.id}\` is shown as it stands, before anything is known of hosts.`,
        'Say it without `{{`; the titles of actions may have it.',
      );
    }
    if (step.when !== undefined && step.otherwise === undefined) {
      report(
        'warning',
        'otherwise',
        [...path, 'when'],
        `Step \`${step.id}\` does not say why it is not taken where \`when\` is false.`,
        'Add `otherwise`.',
      );
    }
  }
}

function duplicates({ report }: LintContext, where: string, ids: readonly (readonly [string, DataPath])[]): void {
  const seen = new Set<string>();
  for (const [id, path] of ids) {
    if (seen.has(id))
      report('error', 'duplicate-id', path, `The id \`${id}\` stands twice among the ${where}.`, 'Give one of them another id.');
    seen.add(id);
  }
}

function lintRole({ procedure, report }: LintContext, selector: HostSelector | undefined, path: DataPath): void {
  if (selector === undefined || procedure.roles[selector.role] !== undefined) return;
  report(
    'error',
    'role',
    path,
    `Role ${selector.role} is not among the procedure's roles.`,
    'Add it under `roles`, with how many of it there must be.',
  );
}

function lintNeeds({ procedure, report }: LintContext, steps: readonly StepSite[]): void {
  const ids = steps.map(({ step }) => step.id);
  for (const { step, path } of steps) {
    for (const [index, need] of step.needs.entries()) {
      if (need === step.id)
        report('error', 'circle', [...path, 'needs', index], `Step \`${step.id}\` needs itself.`, 'Take it out of `needs`.');
      else if (!ids.includes(need))
        report(
          'error',
          'unknown-need',
          [...path, 'needs', index],
          `Step \`${step.id}\` needs \`${need}\`, which is no step.`,
          didYouMean(need, ids),
        );
    }
  }
  const stuck = new Set(orderSteps(procedure).stuck);
  const direct = new Map(steps.map(({ step }) => [step.id, step.needs.filter((need) => stuck.has(need))]));
  const reaches = (from: string, to: string): boolean => {
    const seen = new Set<string>();
    const queue = [...(direct.get(from) ?? [])];
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      if (at === to) return true;
      if (seen.has(at)) continue;
      seen.add(at);
      queue.push(...(direct.get(at) ?? []));
    }
    return false;
  };
  for (const { step, path } of steps) {
    if (!stuck.has(step.id) || step.needs.includes(step.id)) continue;
    if (reaches(step.id, step.id)) {
      report(
        'error',
        'circle',
        [...path, 'needs'],
        `Step \`${step.id}\` waits for itself, by way of ${(direct.get(step.id) ?? []).join(', ')}.`,
        'Take one of the `needs` in the circle away.',
      );
    } else {
      report(
        'error',
        'unreachable',
        path,
        `Step \`${step.id}\` can never be reached: it needs ${(direct.get(step.id) ?? []).join(', ')}, which waits for itself.`,
      );
    }
  }
}

function lintClass({ report }: LintContext, { step, path }: StepSite): void {
  const strongest = strongestClass(step.actions.map((action) => action.class));
  if (step.class !== strongest) {
    const why = step.actions.length === 0 ? 'it has no actions' : `the strongest of its actions is ${strongest}`;
    report(
      'error',
      'step-class',
      [...path, 'class'],
      `Step \`${step.id}\` is of class ${step.class}, but ${why}.`,
      `Write \`class: ${strongest}\`.`,
    );
  }
  const manual = step.actions.some((action) => 'manual' in action);
  const proved = step.checkpoints.some((check) => check.severity === 'fatal' && Object.keys(check.probes).length > 0);
  if (manual && !proved) {
    report(
      'error',
      'manual-unproved',
      path,
      `Step \`${step.id}\` has something done by hand, and no fatal checkpoint that asks a host.`,
      'Add a checkpoint that shows what the hand did.',
    );
  }
}

function lintUndo({ report }: LintContext, site: StepSite): void {
  const { step, path } = site;
  const changes = step.actions.filter((action) => action.class !== 'read');
  if (changes.length > 0 && step.undo === undefined) {
    report(
      'error',
      'undo',
      path,
      `Step \`${step.id}\` changes something and does not say how it is undone.`,
      'Add `undo` with actions, or with `irreversible` and the reason.',
    );
  }
  if (changes.length === 0 && step.undo !== undefined) {
    report(
      'error',
      'undo-of-nothing',
      [...path, 'undo'],
      `Step \`${step.id}\` changes nothing and has an \`undo\`.`,
      'Take it out.',
    );
  }
}

/** What is asked before a run begins must be askable then: steps that only read, on hosts that are there. */
function lintPreflight({ procedure, report }: LintContext): void {
  for (const [at, chapter] of procedure.chapters.entries()) {
    if (!chapter.preflight) continue;
    for (const [index, step] of chapter.steps.entries()) {
      if (step.class === 'read' && step.actions.length === 0 && step.on.role !== 'guest') continue;
      report(
        'error',
        'preflight',
        ['chapters', at, 'steps', index],
        `Chapter \`${chapter.id}\` is asked before a run begins, and step \`${step.id}\` does more than read, or is on a guest.`,
        'Move the step to another chapter.',
      );
    }
  }
}
