import type { Command } from '../../commands.ts';

/** Commands with every word of what was typed somewhere in them: those first in which it begins the title, then in their own order. */
export function matching(commands: readonly Command[], typed: string): readonly Command[] {
  const words = typed
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== '');
  const found = commands.filter(({ title, remark, id }) => {
    const text = `${title} ${remark ?? ''} ${id}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const begins = ({ title }: Command): boolean => words[0] !== undefined && title.toLowerCase().startsWith(words[0]);
  return [...found.filter(begins), ...found.filter((one) => !begins(one))];
}
