import { localePreamble } from './preamble.ts';

/** One probe of a framed text. */
export interface FramedPart {
  readonly command: string;
  /** Whole seconds on the host, at least 1. */
  readonly seconds: number;
  /** Bytes of each stream that the host passes on: one more than is kept, so that a cut is seen. */
  readonly bytes: number;
}

/** Two halves of 16 hexadecimal digits. Only put together they make the marks, so that a listing of processes holds no mark. */
export interface Nonce {
  readonly first: string;
  readonly second: string;
}

/** What every mark begins with. */
export function markPrefix(nonce: Nonce): string {
  return `xenpath:${nonce.first}${nonce.second}`;
}

/**
 * Runs one probe and prints its end mark. Arguments: nonce halves, index, limit, command. File descriptors 3 and 4 are standard output and error of the
 * whole; the probe writes to two pipes (5 is the one of its output) that head(1) bounds, its status goes through 6. At its deadline it gets TERM: the
 * probe dies, head and the shells that wait for it live on, and what had been printed still comes. Exit 1: the deadline was over.
 */
const runner = `_x=0
trap _x=1 TERM
_s=$(trap : TERM
{ { trap : TERM
{ (eval "$5") 3>&- 4>&- 5>&- 6>&-; printf %s $? >&6; } 2>&1 >&5 | (trap "" TERM; exec head -c $4) >&4 3>&- 4>&- 5>&- 6>&-
} 5>&1 | (trap "" TERM; exec head -c $4) >&3 3>&- 4>&- 5>&- 6>&-
} 6>&1)
[ $_x = 0 ] || _s=
read t u </proc/uptime || t=$(date +%s.%N)
m="xenpath:$1$2 end $3 \${_s:--} $t"
printf "\\n%s\\n" "$m" >&3
printf "\\n%s\\n" "$m" >&4
exit $_x`;

/** Bounds a probe in time where there is no timeout(1). Arguments: seconds, process or process group. */
const watch = 'sleep $1; kill -TERM $2; sleep 1; kill -KILL $2';

/**
 * The part that is the same for every batch. Each probe runs in a session of its own where setsid(1) is there, so that all it started dies with
 * it; the watch too, so that it leaves no sleep behind. A probe that hangs in the kernel (state D, a dead path) is left, and the next one runs.
 * The shells' own words about killed jobs go nowhere; /proc/uptime is read rather than date(1) run, since it costs no process and no clock step moves it.
 */
const frame = `exec 3>&1 4>&2 2>/dev/null </dev/null
${localePreamble}g=
command -v setsid >/dev/null && g=setsid
j='${runner}'
w='${watch}'
q() {
read t u </proc/uptime || t=$(date +%s.%N)
printf 'xenpath:%s begin %s %s\\n' $a$b $1 $t >&3
printf 'xenpath:%s begin %s %s\\n' $a$b $1 $t >&4
$g sh -c "$j" sh $a $b $1 $3 "$4" &
p=$!
$g sh -c "$w" sh $2 \${g:+-}$p >/dev/null 3>&- 4>&- &
d=$!
wait $p
r=$?
kill -KILL \${g:+-}$d || kill -KILL $d
[ $r = 0 ] && return
kill -KILL \${g:+-}$p
[ $r = 1 ] && return
read t u </proc/uptime || t=$(date +%s.%N)
printf '\\nxenpath:%s end %s - %s\\n' $a$b $1 $t >&3
printf '\\nxenpath:%s end %s - %s\\n' $a$b $1 $t >&4
}
`;

/**
 * One POSIX sh text that runs the parts one after the other, each between a begin and an end mark on standard output and error. Needs sh, head -c,
 * sleep and kill, as RHEL 5 and busybox have them. The marks carry the exit status (`-` when the probe was killed) and the host's clock in seconds.
 */
export function frameText(parts: readonly FramedPart[], nonce: Nonce): string {
  const calls = parts.map((part, index) => `q ${index} ${part.seconds} ${part.bytes} ${quote(part.command)}\n`);
  return `a=${nonce.first} b=${nonce.second}\n${frame}${calls.join('')}`;
}

/** Unlike a word of a command line, a whole command may have several lines. */
function quote(command: string): string {
  return `'${command.replaceAll("'", `'\\''`)}'`;
}
