import { Option, type Command } from 'commander';
import { didYouMean } from '../../../core/procedure/similar.ts';
import type { PracticeLabClient } from '../../labs/practice/client.ts';
import type { Deed, Mistake } from '../../labs/practice/mistakes/mistake.ts';
import { mistakesOf } from '../../labs/practice/mistakes/mistakes.ts';
import { systemNames, type SystemName } from '../../labs/practice/options.ts';
import type { CommandContext } from '../context.ts';
import { printData, table } from '../data-output.ts';
import { wrongInput } from '../problems.ts';
import type { Terminal } from '../terminal.ts';

interface MistakeOptions {
  readonly name: string;
  readonly json?: boolean;
  readonly system: SystemName;
}

const allMistakes: readonly Mistake[] = Object.values(mistakesOf).flat();

/** `xenpath lab practice mistakes [MISTAKE]` and `break MISTAKE`: the catalogue, and making one of it. */
export function registerMistakes(
  command: (words: string, about: string) => Command,
  context: CommandContext,
  named: (name: string) => Promise<PracticeLabClient>,
): void {
  const { terminal } = context;
  command('mistakes [mistake]', 'the catalogue of mistakes that people make; one of them whole')
    .addOption(new Option('--system <name>', 'of which hosts').choices(systemNames).default('rhel5'))
    .option('--json', 'as JSON')
    .action(async (wanted: string | undefined, options: MistakeOptions) => {
      if (wanted === undefined) {
        const mistakes = mistakesOf[options.system];
        await printData(terminal, options.json ?? false, mistakes, () => table(mistakes.map(({ name, title }) => [name, title])));
        return;
      }
      const mistake = find(wanted);
      await printData(terminal, options.json ?? false, mistake, () => whole(mistake));
    });
  command('break <mistake>', 'make a mistake of the catalogue in the lab, to find it and get out of it').action(
    async (wanted: string, options: MistakeOptions) => {
      const { name } = find(wanted);
      await makeMistake(terminal, await named(options.name), name);
    },
  );
}

/** Makes a mistake in a lab and says what the person believed. */
export async function makeMistake(terminal: Terminal, lab: PracticeLabClient, name: string): Promise<void> {
  const made = await lab.mistake(find(name).name);
  if (!made.ok) throw wrongInput(made.problem);
  terminal.say(`${made.value.title}. What was believed: ${made.value.belief}`);
}

function find(name: string): Mistake {
  const found = allMistakes.find((one) => one.name === name);
  if (found !== undefined) return found;
  const names = allMistakes.map((one) => one.name);
  const next = didYouMean(name, names) ?? 'xenpath lab practice mistakes lists them.';
  throw wrongInput({ code: 'no-such-mistake', sentence: `There is no mistake called \`${name}\`.`, next });
}

function whole(mistake: Mistake): readonly string[] {
  const [place, step] = 'before' in mistake.moment ? ['before', mistake.moment.before] : ['after', mistake.moment.after];
  return [
    mistake.title,
    `  believed  ${mistake.belief}`,
    `  made      ${place} step ${step}`,
    ...mistake.deeds.map((deed) => `  done      ${words(deed)}`),
    ...Object.entries(mistake.found).map(([check, hint]) => `  found by  ${check}, hint ${hint}`),
  ];
}

function words(deed: Deed): string {
  if ('run' in deed) return `on ${deed.at}: ${deed.run}`;
  if ('hand' in deed) return `by hand: ${deed.hand} ${deed.what}`;
  if ('press' in deed) return `${deed.at}: the power button (${deed.press})`;
  if ('pass' in deed) return `${deed.pass} seconds pass`;
  if ('step' in deed) return `step ${deed.step} is carried out`;
  return `${deed.awaits} is awaited`;
}
