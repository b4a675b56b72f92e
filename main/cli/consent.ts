import { inert } from '../../core/evidence/inert.ts';
import type { Answer, Consent, DestroyQuestion, EditAhead, ManualQuestion, StepQuestion, UndoQuestion } from '../engine/ports.ts';
import { toned, type Terminal } from './terminal.ts';

export interface ConsentOptions {
  /** Answers "may I"; never "I saw". */
  readonly yes: boolean;
  /** HOST:DEVICE that may be destroyed on hosts of the user's own. */
  readonly yesDestroy: ReadonlySet<string>;
}

const WORDS: ReadonlyMap<string, Answer['answer']> = new Map([
  ['y', 'yes'],
  ['yes', 'yes'],
  ['n', 'no'],
  ['no', 'no'],
  ['s', 'stop'],
  ['stop', 'stop'],
]);

/** Asks on the terminal, or answers from options. Where nobody can be asked the answer is no. */
export function terminalConsent(terminal: Terminal, options: ConsentOptions): Consent {
  const option = (answer: 'yes' | 'no'): Answer => ({ answer, by: 'option' });
  const yesOrNo = async (question: string, signal: AbortSignal): Promise<Answer> => {
    for (;;) {
      const given = await terminal.ask(`${question} [y]es, [n]o, [s]top: `, signal);
      if (given === null) return option('no');
      const answer = WORDS.get(given.trim().toLowerCase());
      if (answer !== undefined) return { answer, by: 'person' };
      terminal.say('Type y, n or s.');
    }
  };
  return {
    step: async (question, signal) => {
      if (options.yes) return option('yes');
      show(terminal, question, await question.edits());
      return yesOrNo(`Do this on ${question.host}?`, signal);
    },
    rest: async ({ done, rest }, signal) =>
      options.yes ? option('yes') : yesOrNo(`Done and proved on ${done}. Go on with ${rest.join(', ')}?`, signal),
    destroy: async (question, signal) => destroy(terminal, options, question, signal),
    undo: async (question, signal) => {
      showUndo(terminal, question);
      return options.yes ? option('yes') : yesOrNo(`Undo this on ${question.host}?`, signal);
    },
    manual: async (question, signal) => manual(terminal, question, signal),
  };
}

function show(terminal: Terminal, question: StepQuestion, edits: readonly EditAhead[]): void {
  terminal.say(`${toned(terminal, 'strong', question.title)} on ${question.host} (${question.class})`);
  for (const { title, command, class: kind } of question.commands) {
    terminal.say(`  ${title} (${kind})`);
    for (const line of command.split('\n')) terminal.say(`    ${line}`);
  }
  for (const { host, path, diff, why } of edits) {
    if (diff === null) terminal.say(`  ${host}:${path}: what changes cannot be told yet. ${why ?? ''}`.trimEnd());
    else if (diff === '') terminal.say(`  ${host}:${path}: nothing is left to change.`);
    else terminal.say(`  ${host}:${path}, as it is now and as it would be:`);
    for (const line of (diff ?? '').trimEnd().split('\n')) if (line !== '') terminal.say(`    ${inert(line, { limit: 2000 })}`);
  }
  if (question.firstOf.length > 0)
    terminal.say(`  First on ${question.host} alone; then you are asked about ${question.firstOf.join(', ')}.`);
}

function showUndo(terminal: Terminal, { title, host, dependants, files, commands }: UndoQuestion): void {
  terminal.say(`Undo of ${toned(terminal, 'strong', title)} on ${host}`);
  for (const file of files) terminal.say(`  put back: ${file}`);
  for (const { title: what, command, host: on } of commands) {
    terminal.say(`  ${what}${on === host ? '' : ` on ${on}`}`);
    for (const line of command.split('\n')) terminal.say(`    ${line}`);
  }
  if (dependants.length === 0) return;
  terminal.say('  These steps stand on it; what was proved by them does not count afterwards:');
  for (const dependant of dependants) terminal.say(`  - ${dependant}`);
}

/** What destroys data on a host of the user's own is allowed by typing the host and the device, or by naming them beforehand. */
async function destroy(
  terminal: Terminal,
  options: ConsentOptions,
  question: DestroyQuestion,
  signal: AbortSignal,
): Promise<Answer> {
  const target = `${question.host}:${question.device}`;
  if (options.yesDestroy.has(target)) return { answer: 'yes', by: 'option' };
  if (question.labHost && options.yes) return { answer: 'yes', by: 'lab' };
  terminal.say(`${toned(terminal, 'bad', 'This destroys what is on it')}: ${target}`);
  terminal.say(`    ${question.command}`);
  for (const reason of question.reasons) terminal.say(`  - ${reason}`);
  const given = await terminal.ask(`Type ${target} to allow it, anything else to leave it: `, signal);
  if (given === null) return { answer: 'no', by: 'option' };
  return { answer: given.trim() === target ? 'yes' : 'no', by: 'person' };
}

async function manual(
  terminal: Terminal,
  question: ManualQuestion,
  signal: AbortSignal,
): Promise<{ readonly statement: string } | null> {
  terminal.say(`${toned(terminal, 'strong', 'By hand')}: ${question.text}`);
  const given = await terminal.ask('What did you do? One sentence; empty when it was not done: ', signal);
  const statement = given?.trim() ?? '';
  return statement === '' ? null : { statement };
}
