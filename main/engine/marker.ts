import { quotePosix } from '../../core/probes/quote.ts';

/** Where what a run does on a host leaves its marks. Emptied by a reboot, as /var/run is. */
const MARK_FOLDER = '/var/run/xenpath.marks';

function folderOf(run: string): string {
  return quotePosix(`${MARK_FOLDER}/${run}`);
}

function markOf(run: string, intent: string): string {
  return quotePosix(`${MARK_FOLDER}/${run}/${intent}`);
}

/** What a mark says of a command that was sent. */
export type Mark =
  | { readonly state: 'absent' }
  | { readonly state: 'running'; readonly pid: number }
  /** Begun, its process is gone, and no exit status was written: it was killed. */
  | { readonly state: 'killed' }
  | { readonly state: 'ended'; readonly exit: number };

/**
 * Runs a command such that the host itself knows what became of it: `begun PID` is written before, `exit STATUS` after. When the
 * session is lost or Xenpath is killed, the mark tells whether the command never began, still runs, or ended and how: so that
 * nothing has to be repeated blindly. The command stands in a subshell, so that its `exit` and `cd` end with it.
 */
export function markedCommand(command: string, run: string, intent: string): string {
  const mark = markOf(run, intent);
  return [
    `mkdir -p ${folderOf(run)} && echo "begun $$" > ${mark} || exit 97`,
    '(',
    command,
    ')',
    'xenpath_status=$?',
    `echo "exit $xenpath_status" > ${mark}`,
    'exit $xenpath_status',
  ].join('\n');
}

/** Asks for the mark of a command: one line, `absent`, `running PID`, `killed` or `exit STATUS`. */
export function askMark(run: string, intent: string): string {
  const mark = markOf(run, intent);
  return [
    `if test ! -f ${mark}; then echo absent; exit 0; fi`,
    `read -r word number < ${mark} || { echo killed; exit 0; }`,
    'if test "$word" = exit; then echo "exit $number"; exit 0; fi',
    'if kill -0 "$number" 2>/dev/null; then echo "running $number"; else echo killed; fi',
  ].join('\n');
}

/** Takes a run's marks away, at its end. */
export function clearMarks(run: string): string {
  return `rm -rf ${folderOf(run)}; rmdir ${quotePosix(MARK_FOLDER)} 2>/dev/null; :`;
}

/** Reads the answer to {@link askMark}; null when it is none of the four lines. */
export function readMark(text: string): Mark | null {
  const found = /^(absent|killed|running ([0-9]{1,10})|exit ([0-9]{1,3}))\n?$/u.exec(text);
  if (found === null) return null;
  if (found[2] !== undefined) return { state: 'running', pid: Number(found[2]) };
  if (found[3] !== undefined) return { state: 'ended', exit: Number(found[3]) };
  return found[1] === 'absent' ? { state: 'absent' } : { state: 'killed' };
}
