import { z } from 'zod';
import { leaf } from './cited.ts';
import type { Cited, Leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { flag, integer, text } from './facts.ts';
import { absolutePath } from './parameters.ts';
import { quotePosix } from './quote.ts';
import { mustMatch, onlyLine, unreadable } from './reading.ts';
import type { LineMatch } from './reading.ts';
import { expectSections, sectioned } from './sections.ts';
import type { Section } from './sections.ts';

const target = z.strictObject({
  directory: text,
  /** `direct`: read back past the page cache. `cached`: this file system or dd cannot. */
  reading: text,
  /** Rounds that came to an end, good or bad. */
  rounds: integer,
  mismatches: integer,
  errors: integer,
  /** Seconds since 1970 by the host's clock; null before the first round. */
  firstAt: integer.nullable(),
  lastAt: integer.nullable(),
  /** Age of the last line by the host's own clock. */
  secondsSinceLast: integer.nullable(),
  /** The longest time between two lines, in whole seconds, and when it ended. It is no measurement of a stall. */
  longestGapSeconds: integer.nullable(),
  longestGapEndedAt: integer.nullable(),
});

const fault = z.strictObject({ at: integer, round: integer, directory: text, result: text, duration: text });

const facts = z.strictObject({
  /** False when it was never started there. */
  exists: flag,
  running: flag,
  pid: integer.nullable(),
  now: integer,
  targets: z.array(target),
  /** The first thousand lines that were not ok. */
  faults: z.array(fault),
});

/** Of the log and the one before it, for each target: rounds, first and last line, longest gap and its end. Times stay text, so that no awk rounds them. */
const totals =
  '{ if (!($3 in round)) { order[++count] = $3; first[$3] = $1; gap[$3] = 0; ended[$3] = $1 } ' +
  'else if ($1 - last[$3] > gap[$3]) { gap[$3] = $1 - last[$3]; ended[$3] = $1 } ' +
  'last[$3] = $1; round[$3] = $2 } ' +
  'END { for (i = 1; i <= count; i++) { t = order[i]; print t " " round[t] " " first[t] " " last[t] " " gap[t] " " ended[t] } }';

/** How the verifying load does (assets/scripts/verify-load.sh), from the files in its state directory. */
export const loadProgress = defineProbe({
  name: 'load.progress',
  title: 'Verifying I/O load',
  source: 'assets/scripts/verify-load.sh writes what is read here',
  roles: ['dom0', 'guest'],
  parameters: z.strictObject({ state: absolutePath }),
  facts,
  empty: { exists: false, running: false, pid: null, now: 0, targets: [], faults: [] },
  command: ({ state }) => {
    const file = (name: string): string => quotePosix(`${state}/${name}`);
    return sectioned([
      { name: 'clock', run: '/bin/date +%s' },
      { name: 'targets', run: `/bin/cat ${file('targets')}` },
      {
        name: 'process',
        run: `p=$(/bin/cat ${file('pid')}) && kill -0 "$p" && { [ ! -r "/proc/$p/cmdline" ] || /bin/grep -q verify-load "/proc/$p/cmdline"; } && echo "$p"`,
      },
      { name: 'totals', run: `/bin/cat ${file('progress.1')} ${file('progress')} | /bin/awk ${quotePosix(totals)}` },
      { name: 'faults', run: `/bin/cat ${file('faults')}` },
    ]);
  },
  read: (reading) => {
    const section = expectSections(reading, ['clock', 'targets', 'process', 'totals', 'faults']);
    const now = mustMatch(onlyLine(section('clock').lines, 'The time'), /^([0-9]+)$/du, 'The time').integer(1);
    const process = section('process');
    const pid =
      process.exit.value === 0 ? mustMatch(onlyLine(process.lines, 'A process'), /^([0-9]+)$/du, 'A process').integer(1) : null;
    if (pid === null) reading.ignore(...process.lines);
    const faults = faultsOf(section('faults'));
    return {
      exists: leaf(section('targets').exit.value === 0, section('targets').whole),
      running: leaf(pid !== null, pid?.at ?? process.whole),
      pid: pid ?? leaf(null, process.whole),
      now,
      targets: targetsOf(section('targets'), section('totals'), section('faults'), faults, now),
      faults,
    };
  },
});

function faultsOf(section: Section): readonly Cited<z.infer<typeof fault>>[] {
  return section.lines.map((line) => {
    const row = mustMatch(
      line,
      /^([0-9]+) ([0-9]+) (\/\S*) (mismatch|write-error|read-error) (-?[0-9]+m?s)$/du,
      'A line of the load’s log',
    );
    return { at: row.integer(1), round: row.integer(2), directory: row.text(3), result: row.text(4), duration: row.text(5) };
  });
}

function targetsOf(
  targets: Section,
  sums: Section,
  section: Section,
  faults: readonly Cited<z.infer<typeof fault>>[],
  now: Leaf<number>,
): readonly Cited<z.infer<typeof target>>[] {
  const rows = new Map<string, LineMatch>();
  for (const line of sums.lines) {
    const row = mustMatch(line, /^(\/\S*) ([0-9]+) ([0-9]+) ([0-9]+) (-?[0-9]+) ([0-9]+)$/du, 'A sum of the load’s log');
    if (rows.has(row.raw(1))) unreadable('A target came twice', line);
    rows.set(row.raw(1), row);
  }
  const seen = new Set<string>();
  const result = targets.lines.map((line) => {
    const named = mustMatch(line, /^(\/\S*) (direct|cached)$/du, 'A target of the load');
    const directory = named.text(1);
    if (seen.has(directory.value)) unreadable('A target came twice', line);
    seen.add(directory.value);
    const row = rows.get(named.raw(1));
    rows.delete(named.raw(1));
    const own = faults.filter((item) => item.directory.value === directory.value);
    const mismatches = own.filter((item) => item.result.value === 'mismatch').length;
    const none = leaf(null, sums.whole);
    const last = row?.integer(4);
    return {
      directory,
      reading: named.text(2),
      rounds: row?.integer(2) ?? leaf(0, sums.whole),
      mismatches: leaf(mismatches, section.whole),
      errors: leaf(own.length - mismatches, section.whole),
      firstAt: row?.integer(3) ?? none,
      lastAt: last ?? none,
      secondsSinceLast: last === undefined ? none : leaf(now.value - last.value, last.at),
      longestGapSeconds: row?.integer(5) ?? none,
      longestGapEndedAt: row?.integer(6) ?? none,
    };
  });
  for (const stranger of rows.values()) unreadable('A target that was not asked for', stranger.line);
  return result;
}
