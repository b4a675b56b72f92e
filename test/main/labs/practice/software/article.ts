import { readFileSync } from 'node:fs';

/** A listing of the article, as the page printed it. */
export function listing(number: number): string {
  return readFileSync(
    new URL(`../../../../fixtures/article/listing-${String(number).padStart(2, '0')}.txt`, import.meta.url),
    'utf8',
  );
}

/** Command lines of a listing that is nothing but commands. */
export function commandsOf(number: number): readonly string[] {
  return listing(number).split('\n').filter((line) => line !== ''); // prettier-ignore
}

/** Values of the moment at which the article's listings were taken. */
const ofTheMoment: Readonly<Record<number, readonly (readonly [RegExp, string])[]>> = {
  6: [[/(r-----) [\d.]+/u, '$1 TIME']],
};

/** What a listing shows under its prompt, for comparison: blanks collapsed, lines that the page wrapped (2 and 13) joined, values of the moment set aside. */
export function comparable(number: number, text: string): string {
  const lines = text.split('\n').filter((line) => !line.startsWith('[root@') && line.trim() !== ''); // prettier-ignore
  const joined = number === 2 ? lines.join(' ') : number === 13 ? joinList(lines).join('\n') : lines.join('\n');
  const collapsed = joined.split('\n').map((line) => line.trim().replace(/\s+/gu, ' ')).join('\n'); // prettier-ignore
  return (ofTheMoment[number] ?? []).reduce((before, [pattern, instead]) => before.replace(pattern, instead), collapsed);
}

function joinList(lines: readonly string[]): readonly string[] {
  const out: string[] = [];
  for (const line of lines) {
    const last = out.at(-1);
    const open = last !== undefined && last.includes('[') && !last.includes(']');
    if (open) out[out.length - 1] = `${last}${last.endsWith('/') ? '' : ' '}${line}`;
    else out.push(line);
  }
  return out;
}
