import type { Command } from '../../commands.ts';

/** As keyboards have it: small letters, and the apostrophe that stands on a key. */
const plain = (text: string): string => text.toLowerCase().replaceAll('’', "'");

/** Commands with every word of what was typed somewhere in them: those first in which it begins the title, then in their own order. */
export function matching(commands: readonly Command[], typed: string): readonly Command[] {
  const words = plain(typed)
    .split(/\s+/u)
    .filter((word) => word !== '');
  const found = commands.filter(({ title, remark, id }) => {
    const text = plain(`${title} ${remark ?? ''} ${id}`);
    return words.every((word) => text.includes(word));
  });
  const begins = ({ title }: Command): boolean => words[0] !== undefined && plain(title).startsWith(words[0]);
  return [...found.filter(begins), ...found.filter((one) => !begins(one))];
}
