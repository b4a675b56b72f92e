import { createHash } from 'node:crypto';
import { quotePosix } from '../../core/probes/quote.ts';
import { failure, success, type Result } from '../../core/result.ts';
import { runScript, scriptProblem } from './remote-script.ts';
import type { HostSession } from './session.ts';

/** A file of a host as it was read in one go. */
export interface HostFile {
  readonly path: string;
  /** Where it really is, when `path` is a symbolic link (RHEL 5: /etc/grub.conf). */
  readonly target: string;
  /** Four octal digits. */
  readonly mode: string;
  readonly owner: string;
  readonly group: string;
  /** Bytes. */
  readonly size: number;
  /** Seconds since 1970 on the host's clock. */
  readonly modified: number;
  readonly sha256: string;
  readonly content: Uint8Array;
}

export interface FileTimes {
  /** Milliseconds of our clock for each exec. Default 60 s. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface WriteRequest extends FileTimes {
  readonly path: string;
  readonly content: Uint8Array;
  /** SHA-256 of the file as it was read; null when it was not there. If it is another by now, nothing is written. */
  readonly expected: string | null;
  /** Four octal digits; for a file that is new. A file that is there keeps mode and owner. */
  readonly mode?: string;
  /** The copy that is kept beside it is PATH.xenpath-RUN. Without it no copy is made. */
  readonly run?: string;
}

export interface Written {
  readonly target: string;
  /** SHA-256 of what is there now, computed by the host. */
  readonly sha256: string;
  /** The copy of what was there before; null when nothing was, or none was asked for. */
  readonly backup: string | null;
  /** False when the file had this content already and nothing was done. */
  readonly changed: boolean;
}

/** Largest file that is read whole. Configuration files are thousandths of it. */
const largest = 4 * 1024 * 1024;
const statFormat = '%a %U %G %s %Y';

/** SHA-256 as sha256sum(1) prints it. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * Reads a file with what belongs to it; value null when it is not there. What came is compared with the hash that the host computed.
 * Codes: `file-not-readable`, `file-too-large`, `file-changed` (while it was read), and those of exec.
 */
export async function readHostFile(
  session: HostSession,
  path: string,
  options: FileTimes & { readonly limitBytes?: number } = {},
): Promise<Result<HostFile | null>> {
  const limit = options.limitBytes ?? largest;
  const script = `f=${quotePosix(path)}
t=$(readlink -f "$f") || exit 60
[ -e "$t" ] || exit 60
[ -f "$t" ] || exit 61
printf '%s\\n' "$t"
stat -c '${statFormat}' "$t" || exit 62
sha256sum <"$t" || exit 62
head -c ${limit + 1} "$t"`;
  const result = await runScript(session, script, { ...times(options), limitBytes: limit + 8192 });
  if (!result.ok) return result;
  const done = result.value;
  const place = `${path} on ${session.host}`;
  if (done.exit === 60) return success(null);
  if (done.exit === 61) return failure('file-not-readable', `${place} is not a regular file.`);
  if (done.exit !== 0) return scriptProblem('file-not-readable', `${place} cannot be read`, done);
  const bytes = Buffer.from(done.stdout.buffer, done.stdout.byteOffset, done.stdout.byteLength);
  const [target, head, sum, start] = headLines(bytes);
  const [mode, owner, group, size, modified] = head.split(' ');
  const hash = /^([0-9a-f]{64})\b/u.exec(sum)?.[1];
  if (mode === undefined || owner === undefined || group === undefined || hash === undefined || modified === undefined) {
    return failure('file-not-readable', `What came back about ${place} is not what stat(1) and sha256sum(1) print.`);
  }
  const content = new Uint8Array(bytes.subarray(start));
  if (content.length > limit)
    return failure('file-too-large', `${place} has ${size ?? 'more'} bytes; at most ${limit} are read.`);
  if (sha256(content) !== hash) return failure('file-changed', `${place} changed while it was read.`, 'Read it again.');
  return success({
    path,
    target,
    mode: mode.padStart(4, '0'),
    owner,
    group,
    size: Number(size),
    modified: Number(modified),
    sha256: hash,
    content,
  });
}

/**
 * Writes a file beside itself, compares the hash on the host, and renames it into place: whoever reads it sees the old one or the new one.
 * Mode and owner stay; the file behind a symbolic link is written, not the link. Doing it twice changes nothing the second time.
 * Codes: `file-changed` (it is not what was read), `file-not-written` (with what the host said, such as a full disk), and those of exec; after
 * `session-lost` or `exec-timeout` the file is the old or the new one: read it.
 */
export async function writeHostFile(session: HostSession, request: WriteRequest): Promise<Result<Written>> {
  const { path, content, expected, run } = request;
  const script = `f=${quotePosix(path)} h=${sha256(content)} e=${expected ?? '-'}
b=${run === undefined ? '' : quotePosix(`.xenpath-${run}`)}
umask 077
t=$(readlink -f "$f") || exit 63
n=$t.xenpath-new
fail() { rm -f "$n"; exit 65; }
sum() { s=$(sha256sum <"$1") || return 1; s=\${s%% *}; }
if [ -e "$t" ]; then
sum "$t" || exit 65
[ "$s" = $h ] && { printf '%s\\nsame\\n' "$t"; exit 0; }
[ "$s" = $e ] || exit 64
if [ "$b" ] && [ ! -e "$t$b" ]; then
cp -p "$t" "$n" && mv -f "$n" "$t$b" || fail
fi
cp -p "$t" "$n" || fail
else
[ $e = - ] || exit 64
: >"$n" && chmod ${request.mode ?? '0644'} "$n" || fail
b=
fi
cat >"$n" || fail
sum "$n" || fail
[ "$s" = $h ] || { echo 'the host computed another hash' >&2; fail; }
sync
mv -f "$n" "$t" || fail
sync
printf '%s\\nwritten\\n' "$t"
[ -z "$b" ] || printf '%s\\n' "$t$b"`;
  const result = await runScript(session, script, { ...times(request), stdin: content });
  if (!result.ok) return result;
  const done = result.value;
  const place = `${path} on ${session.host}`;
  switch (done.exit) {
    case 0:
      break;
    case 63:
      return failure('file-not-written', `The folder of ${place} does not exist.`);
    case 64:
      return failure(
        'file-changed',
        `${place} is not what it was when it was read. Nothing was written.`,
        'Somebody else changed it: look at both, then plan the change anew.',
      );
    default:
      return scriptProblem('file-not-written', `${place} could not be written and is as it was`, done);
  }
  const [target = path, how, backup] = Buffer.from(done.stdout).toString('utf8').split('\n');
  const changed = how === 'written';
  return success({
    target,
    sha256: sha256(content),
    backup: changed && backup !== undefined && backup !== '' ? backup : null,
    changed,
  });
}

/**
 * Puts a copy back into place, if the file is still what we left; a null `backup` takes away a file that was not there before.
 * Codes as writeHostFile.
 */
export async function restoreHostFile(
  session: HostSession,
  request: FileTimes & { readonly path: string; readonly left: string; readonly backup: string | null },
): Promise<Result<{ readonly sha256: string | null }>> {
  const { path, left, backup } = request;
  const back =
    backup === null
      ? 'rm -f "$t" || exit 65'
      : `b=${quotePosix(backup)}
[ -f "$b" ] || { echo 'the copy is not there' >&2; exit 65; }
n=$t.xenpath-new
cp -p "$b" "$n" && sync && mv -f "$n" "$t" || { rm -f "$n"; exit 65; }
sync
sha256sum <"$t"`;
  const script = `f=${quotePosix(path)}
umask 077
t=$(readlink -f "$f") || exit 64
[ -e "$t" ] || exit 64
s=$(sha256sum <"$t") || exit 65
[ "\${s%% *}" = ${left} ] || exit 64
${back}`;
  const result = await runScript(session, script, times(request));
  if (!result.ok) return result;
  const done = result.value;
  const place = `${path} on ${session.host}`;
  if (done.exit === 64) {
    return failure(
      'file-changed',
      `${place} is no longer what was left there. ${backup === null ? 'It was not removed.' : 'Nothing was put back.'}`,
      'Look at both differences, and decide by hand.',
    );
  }
  if (done.exit !== 0)
    return scriptProblem('file-not-written', `${place} could not be ${backup === null ? 'removed' : 'put back'}`, done);
  return success({ sha256: /^[0-9a-f]{64}/u.exec(Buffer.from(done.stdout).toString('latin1'))?.[0] ?? null });
}

function times(options: FileTimes): { readonly timeoutMs: number; readonly signal?: AbortSignal } {
  return { timeoutMs: options.timeoutMs ?? 60_000, ...(options.signal === undefined ? {} : { signal: options.signal }) };
}

/** The first three lines, and where the fourth begins. */
function headLines(bytes: Buffer): readonly [string, string, string, number] {
  const lines: string[] = [];
  let start = 0;
  for (let count = 0; count < 3; count += 1) {
    const end = bytes.indexOf(0x0a, start);
    if (end < 0) break;
    lines.push(bytes.toString('utf8', start, end));
    start = end + 1;
  }
  return [lines[0] ?? '', lines[1] ?? '', lines[2] ?? '', start];
}
