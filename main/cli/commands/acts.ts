import { hostname } from 'node:os';
import type { Command } from 'commander';
import { readPicture } from '../../app/picture-file.ts';
import { addWord, type Attached } from '../../app/say-word.ts';
import { inert } from '../../../core/evidence/inert.ts';
import { didYouMean } from '../../../core/procedure/similar.ts';
import type { PlannedStep } from '../../../core/run/planned.ts';
import type { RunState } from '../../../core/run/state.ts';
import type { Word } from '../../../core/run/words.ts';
import { storedRun, withApplication, type CommandContext } from '../context.ts';
import { endFor, wrongInput } from '../problems.ts';

interface WordOptions {
  readonly host?: string;
  readonly reason?: string;
  readonly statement?: string;
  readonly happened?: boolean;
  readonly didNotHappen?: boolean;
}

interface NoteOptions {
  readonly step?: string;
  readonly host?: string;
  readonly element?: string;
  readonly picture?: string;
}

/** The acts that are words: `waive`, `attest`, `skip`, `note`. Each goes into the run, signed; nothing is asked of any host. */
export function registerWords(program: Command, context: CommandContext): void {
  program
    .command('waive <run> <step/check>')
    .description('let a check count as settled although it does not pass: by name, with the reason; the verdict says so')
    .option('--host <name>', 'the host; may be left out where the step has one only')
    .requiredOption('--reason <text>', 'why it may be as it is')
    .action(async (name: string, what: string, options: WordOptions) => {
      const reason = mustSay(options.reason, '--reason');
      await say(name, (state) => {
        const { step, check, host } = checkNamed(state, what, options.host);
        return { kind: 'waive', step, check, host, reason };
      });
    });
  program
    .command('attest <run> <step[/check]>')
    .description(
      'say of a check, of a whole step, or of what became of its act in flight, that you saw it yourself; the verdict says so',
    )
    .option('--host <name>', 'the host; may be left out where the step has one only')
    .option('--happened', 'what became of an act of this step is not known: it did its work')
    .option('--did-not-happen', 'what became of an act of this step is not known: it did not, and may be done again')
    .requiredOption('--statement <text>', 'what you saw')
    .action(async (name: string, what: string, options: WordOptions) => {
      const statement = mustSay(options.statement, '--statement');
      await say(name, (state) => {
        if (what.includes('/')) {
          if (verdictOf(options) !== null)
            throw wrongInput({
              code: 'usage',
              sentence: 'What became of an act is said of a step, not of a check: write STEP alone.',
            });
          const { step, check, host } = checkNamed(state, what, options.host);
          return { kind: 'attest', step, check, host, statement, act: null };
        }
        const step = plannedStep(state, what);
        return {
          kind: 'attest',
          step: step.id,
          check: null,
          host: hostOf(step, options.host),
          statement,
          act: verdictOf(options),
        };
      });
    });
  program
    .command('skip <run> <step>')
    .description('leave a step out, with the reason; what needs it may go on, and its checks are told as not asked')
    .option('--host <name>', 'the host; may be left out where the step has one only')
    .requiredOption('--reason <text>', 'why it is left out')
    .action(async (name: string, id: string, options: WordOptions) => {
      const reason = mustSay(options.reason, '--reason');
      await say(name, (state) => {
        const step = plannedStep(state, id);
        return { kind: 'skip', step: step.id, host: hostOf(step, options.host), reason };
      });
    });
  program
    .command('note <run> <text>')
    .description('add a note to a run')
    .option('--step <step>', 'about this step')
    .option('--host <name>', 'about this host')
    .option('--element <id>', 'about this part of the topology: a cable, a port, a controller (topology show --json has the ids)')
    .option('--picture <file>', 'with this picture: PNG or JPEG')
    .action(async (name: string, text: string, options: NoteOptions) => {
      const said = mustSay(text, 'the note');
      const picture = options.picture === undefined ? null : await readPicture(options.picture);
      if (picture !== null && !picture.ok) throw wrongInput(picture.problem);
      const made = (state: RunState): Word => {
        if (options.step !== undefined) plannedStep(state, options.step);
        const about = { step: options.step ?? null, host: options.host ?? null };
        return { kind: 'note', ...about, text: said, ...(options.element === undefined ? {} : { element: options.element }) };
      };
      await say(name, made, picture === null ? null : picture.value);
    });

  async function say(name: string, make: (state: RunState) => Word, attached: Attached | null = null): Promise<void> {
    await withApplication(context, {}, async (application) => {
      const { run, stored } = await storedRun(application, name, 'own');
      const added = await addWord(application, stored, make(stored.state), attached);
      if (!added.ok) throw endFor(added.problem);
      for (const { event, sequence } of added.value)
        context.terminal.say(
          `${event.type.replaceAll('-', ' ')}, signed ${application.entry.operator}@${hostname()}, event ${sequence} of ${run}`,
        );
    });
  }
}

/** What is said of acts in flight; null when nothing is. */
function verdictOf({ happened, didNotHappen }: WordOptions): 'happened' | 'did-not-happen' | null {
  if (happened === true && didNotHappen === true)
    throw wrongInput({ code: 'usage', sentence: '--happened and --did-not-happen: only one of them can be so.' });
  return happened === true ? 'happened' : didNotHappen === true ? 'did-not-happen' : null;
}

function mustSay(text: string | undefined, where: string): string {
  const said = text?.trim() ?? '';
  if (said === '')
    throw wrongInput({ code: 'nothing-said', sentence: `${where} says nothing: a reason that can be read later was expected.` });
  return said;
}

/** A step of a run's plan, or the end of the command with what is near. */
export function plannedStep(state: RunState, id: string): PlannedStep {
  const plan = state.plan ?? [];
  const found = plan.find((step) => step.id === id);
  if (found !== undefined) return found;
  const ids = plan.map((step) => step.id);
  throw wrongInput({
    code: 'no-such-step',
    sentence: `Run ${state.run} has no step \`${inert(id)}\`.`,
    next: didYouMean(id, ids) ?? `xenpath show ${state.run} lists its steps.`,
  });
}

/** The host that is meant of a step's: the named one, or the only one. */
export function hostOf(step: PlannedStep, named: string | undefined): string {
  const [only, another] = step.hosts;
  if (named === undefined && only !== undefined && another === undefined) return only;
  if (named !== undefined && step.hosts.includes(named)) return named;
  const sentence =
    named === undefined
      ? `Step \`${step.id}\` is for several hosts: say which.`
      : `Step \`${step.id}\` is not for a host ${inert(named)}.`;
  throw wrongInput({ code: 'which-host', sentence, next: `--host, one of ${step.hosts.join(', ')}` });
}

function checkNamed(state: RunState, what: string, named: string | undefined): { step: string; check: string; host: string } {
  const [id = '', check = ''] = what.split('/');
  const step = plannedStep(state, id);
  const checks = step.checks.map((one) => one.id);
  if (check === '') {
    const next = `Write ${id}/CHECK; its checks are ${checks.join(', ')}.`;
    throw wrongInput({ code: 'no-check', sentence: `Which check of step \`${id}\`? Only the step was named.`, next });
  }
  if (!checks.includes(check)) {
    throw wrongInput({
      code: 'no-such-check',
      sentence: `Step \`${id}\` has no check \`${inert(check)}\`.`,
      next: didYouMean(check, checks) ?? `Write STEP/CHECK; its checks are ${checks.join(', ')}.`,
    });
  }
  return { step: id, check, host: hostOf(step, named) };
}
