import { quotePosix } from '../../core/probes/quote.ts';

/**
 * Where what a run does on a host leaves its marks. In memory on new systems; on RHEL 5 rc.sysinit removes files of /var/run and of its folders at boot,
 * and not what lies deeper: whether a mark is of this boot is told by the boot id.
 */
export const MARK_FOLDER = '/var/run/xenpath.marks';

/** Exit status of a command that was not begun since its mark could not be written. Others may end so too: see {@link notBegun}. */
const NO_MARK = 97;

function folderOf(run: string): string {
  return quotePosix(`${MARK_FOLDER}/${run}`);
}

function markOf(run: string, intent: string): string {
  return quotePosix(`${MARK_FOLDER}/${run}/${intent}`);
}

function exitOf(run: string, intent: string): string {
  return quotePosix(`${MARK_FOLDER}/${run}/${intent}.exit`);
}

function noMarkLine(intent: string): string {
  return `xenpath: no mark ${intent}`;
}

/** What a mark says of a command that was sent. */
export type Mark =
  | { readonly state: 'absent' }
  | { readonly state: 'running'; readonly pid: number }
  /** Begun, its process is gone, and no exit status was written: it was killed. */
  | { readonly state: 'killed' }
  | { readonly state: 'ended'; readonly exit: number };

export interface MarkAnswer {
  readonly mark: Mark;
  /** The boot that the host is in as it answers; null when it does not say. */
  readonly bootId: string | null;
}

/**
 * Runs a command such that the host itself knows what became of it: `begun PID` is written before, `exit STATUS` beside it after. When the
 * session is lost or Xenpath is killed, the mark tells whether the command never began, still runs, or ended and how: so that
 * nothing has to be repeated blindly. The mark is made only where there is none, so that a command that was asked about before it began never
 * begins. The command stands in a subshell, so that its `exit` and `cd` end with it.
 *
 * What it prints goes through a relay, which takes it to the session and, once nobody hears it, away: a program that prints is not ended by SIGPIPE in
 * the middle of a change when its session is lost (sshd closes its ends of the pipes then). The command is a function, since bash 3.2 (RHEL 5)
 * misreads some of what may stand in it, `case` without an opening parenthesis, within a command substitution.
 */
export function markedCommand(command: string, run: string, intent: string): string {
  return [
    `mkdir -p ${folderOf(run)} && (set -C; echo "begun $$" > ${markOf(run, intent)}) || { echo ${quotePosix(noMarkLine(intent))} >&2; exit ${NO_MARK}; }`,
    // Whoever hears the output may be gone: the shells live on to write the exit status. The command itself gets its signals as ever.
    'trap : HUP PIPE',
    'xenpath_command() (',
    command,
    ')',
    'exec 3>&1 4>&2',
    'xenpath_status=$({ { {',
    'trap : HUP PIPE',
    'xenpath_command 3>&- 4>&- 5>&- 6>&-',
    'xenpath_status=$?',
    `echo "exit $xenpath_status" > ${exitOf(run, intent)}`,
    'echo "$xenpath_status" >&5',
    `} 2>&1 >&6 6>&- | ${relayTo(4)}; } 6>&1 | ${relayTo(3)}; } 5>&1)`,
    'exit "$xenpath_status"',
  ].join('\n');
}

/** Takes what it reads to a descriptor; the rest away when that is closed at its other end, so that whoever writes is not. */
function relayTo(descriptor: 3 | 4): string {
  return `{ trap : HUP PIPE; cat >&${descriptor} 5>&-; cat > /dev/null 5>&-; } 2>/dev/null`;
}

/** Whether a marked command was not begun, since its mark could not be written. */
export function notBegun(intent: string, exit: number | null, stderr: string): boolean {
  return exit === NO_MARK && stderr.split('\n').includes(noMarkLine(intent));
}

/**
 * Asks for the mark of a command: one line, `xenpath-mark INTENT BOOT-ID` and `absent`, `running PID`, `killed` or `exit STATUS`. Where there is no
 * mark one is made, so that a command that is still on its way to the host does not begin after this answer.
 */
export function askMark(run: string, intent: string): string {
  const mark = markOf(run, intent);
  const exit = exitOf(run, intent);
  return [
    `say() { read -r boot < /proc/sys/kernel/random/boot_id || boot=-; echo ${quotePosix(`xenpath-mark ${intent}`)} "$boot" "$@"; exit 0; }`,
    `if test ! -s ${mark}; then mkdir -p ${folderOf(run)}; (set -C; echo void > ${mark}); fi 2>/dev/null`,
    `test -s ${mark} || say absent`,
    `read -r word number < ${mark}`,
    'test "$word" = void && say absent',
    `if test -s ${exit}; then read -r word number < ${exit}; say exit "$number"; fi`,
    'if kill -0 "$number" 2>/dev/null; then say running "$number"; fi',
    // It may have ended between the two looks.
    `if test -s ${exit}; then read -r word number < ${exit}; say exit "$number"; fi`,
    'say killed',
  ].join('\n');
}

/** Takes a run's marks away, at its end. */
export function clearMarks(run: string): string {
  return `rm -rf ${folderOf(run)}; rmdir ${quotePosix(MARK_FOLDER)} 2>/dev/null; :`;
}

/** Reads the answer to {@link askMark}, whatever a login shell printed before and after it; null when there is none. */
export function readMark(intent: string, text: string): MarkAnswer | null {
  for (const line of text.split('\n')) {
    const found = /^xenpath-mark (\S+) (\S+) (?:(absent|killed)|running ([1-9][0-9]{0,9})|exit ([0-9]{1,3}))$/u.exec(line);
    if (found === null || found[1] !== intent) continue;
    const [, , boot = '-', word, pid, exit] = found;
    const bootId = boot === '-' ? null : boot;
    if (pid !== undefined) return { bootId, mark: { state: 'running', pid: Number(pid) } };
    if (exit !== undefined) return Number(exit) > 255 ? null : { bootId, mark: { state: 'ended', exit: Number(exit) } };
    return { bootId, mark: word === 'absent' ? { state: 'absent' } : { state: 'killed' } };
  }
  return null;
}
