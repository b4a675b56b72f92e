import { failure, success, type Result } from '../../core/result.ts';

/** Without letters that are taken for digits. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz';

/**
 * Name of a new run, which is what people type, and the name of its folder in an export: `20260301-1415-rhel5-rdac-kvtm`. The time is UTC, so
 * that names sort as the runs began. `random` gives an integer from 0 up to but not including its argument.
 */
export function runName(procedure: string, at: Date, random: (below: number) => number): string {
  const [date = '', time = ''] = at.toISOString().replaceAll('-', '').replaceAll(':', '').split('T');
  const tail = Array.from({ length: 4 }, () => LETTERS.charAt(random(LETTERS.length))).join('');
  return `${date}-${time.slice(0, 4)}-${procedure.replace(/[^A-Za-z0-9.-]/gu, '-').slice(0, 60)}-${tail}`;
}

/** The run that a person means: by its name, by the only beginning or end that fits, or `last`. `names`: newest first. */
export function chooseRun(names: readonly string[], asked: string): Result<string> {
  if (names.includes(asked)) return success(asked);
  const newest = names[0];
  if (asked === 'last' && newest !== undefined) return success(newest);
  const fitting = asked === '' ? [] : names.filter((name) => name.startsWith(asked) || name.endsWith(asked));
  const [only, another] = fitting;
  if (only !== undefined && another === undefined) return success(only);
  if (only === undefined) {
    return failure(
      'run-unknown',
      names.length === 0 ? 'There are no runs yet.' : `There is no run “${asked}”.`,
      'See `xenpath runs` for their names.',
    );
  }
  return failure(
    'run-ambiguous',
    `“${asked}” may be ${fitting.length} runs: ${fitting.slice(0, 5).join(', ')}.`,
    'Give more of its name.',
  );
}
