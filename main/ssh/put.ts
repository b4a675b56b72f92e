import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { quotePosix } from '../../core/probes/quote.ts';
import { failure, success, type Result } from '../../core/result.ts';
import { sha256 } from './files.ts';
import { runScript, scriptProblem } from './remote-script.ts';
import type { HostSession } from './session.ts';

/** What is put: it can be read from any byte on, as often as needed. */
export interface PutSource {
  readonly size: number;
  /** SHA-256 of the whole. */
  readonly sha256: string;
  readonly read: (from: number) => AsyncIterable<Uint8Array>;
  /** SHA-256 of the first bytes, to see whether what the host has is the beginning of this. */
  readonly hashOfFirst: (bytes: number) => Promise<string>;
}

export interface PutRequest {
  readonly source: PutSource;
  readonly to: string;
  /** Four octal digits. */
  readonly mode: string;
  /** A file that is there and is another is kept beside it as PATH.xenpath-RUN, once in a run. */
  readonly run: string;
  /** Bytes that the host has so far, out of all. */
  readonly onProgress?: (bytes: number, size: number) => void;
  /** Milliseconds of our clock for the transfer; hashing and asking have a minute each beside it. Default 10 minutes. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface PutDone {
  /** False when the host had the file already. */
  readonly changed: boolean;
  /** Bytes that an earlier attempt had left there. */
  readonly resumedFrom: number;
  /** As the host computed it at the end. */
  readonly sha256: string;
  /** The copy of what was there before; null when nothing was, or the same. */
  readonly backup: string | null;
}

/** A file of this machine as a source. Its hash is computed here and now. */
export async function fileSource(path: string): Promise<PutSource> {
  const { size } = await stat(path);
  const hashOfFirst = async (bytes: number) => {
    const hash = createHash('sha256');
    if (bytes > 0) for await (const chunk of createReadStream(path, { end: bytes - 1 })) hash.update(chunk as Uint8Array);
    return hash.digest('hex');
  };
  return {
    size,
    sha256: await hashOfFirst(size),
    read: (from) => createReadStream(path, { start: from, highWaterMark: 256 * 1024 }),
    hashOfFirst,
  };
}

/** Bytes in memory as a source. */
export function bytesSource(bytes: Uint8Array): PutSource {
  return {
    size: bytes.length,
    sha256: sha256(bytes),
    read: async function* (from) {
      for (let at = from; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
    },
    hashOfFirst: async (count) => sha256(bytes.subarray(0, count)),
  };
}

/**
 * Puts a file on a host: into PATH.xenpath-part first, hash compared there, then renamed into place. A transfer that was cut goes on where it
 * ended when it is asked for again. The folder is made if it is not there.
 * Codes: `disk-full` (before anything is sent), `put-failed`, and those of exec; after `session-lost` ask again.
 */
export async function putFile(session: HostSession, request: PutRequest): Promise<Result<PutDone>> {
  const { source, to } = request;
  const signal = request.signal === undefined ? {} : { signal: request.signal };
  const aside = { timeoutMs: 60_000 + source.size / 10_000, ...signal };
  const place = `${to} on ${session.host}`;
  const names = `t=${quotePosix(to)}\np=$t.xenpath-part\nd=\${t%/*}\n[ "$d" ] || d=/\n`;
  const asked = await runScript(
    session,
    `${names}umask 022
mkdir -p "$d" || exit 65
h=-
[ -f "$t" ] && h=$(sha256sum <"$t")
echo "file \${h%% *}"
n=0 h=-
[ -f "$p" ] && n=$(stat -c %s "$p") && h=$(sha256sum <"$p")
echo "part $n \${h%% *}"
df -P -k "$d" | tail -n 1`,
    aside,
  );
  if (!asked.ok) return asked;
  if (asked.value.exit !== 0) return scriptProblem('put-failed', `${place} cannot be written`, asked.value);
  const answer = Buffer.from(asked.value.stdout).toString('utf8');
  const there = /^file ([0-9a-f]{64}|-)$/mu.exec(answer)?.[1];
  const part = /^part (\d+) ([0-9a-f]{64}|-)$/mu.exec(answer);
  // df -P: file system, 1024-blocks, used, available, capacity, mount point.
  const available = /^\S.*?\s(\d+)\s+(\d+)\s+(\d+)\s+\d+%\s+\/.*$/mu.exec(answer)?.[3];
  if (there === undefined || part === null) return failure('put-failed', `${session.host} did not say what it has of ${to}.`);
  if (there === source.sha256) {
    request.onProgress?.(source.size, source.size);
    return success({ changed: false, resumedFrom: 0, sha256: there, backup: null });
  }
  const had = Number(part[1]);
  const resumes = had > 0 && had <= source.size && (await source.hashOfFirst(had)) === part[2];
  const from = resumes ? had : 0;
  const needed = source.size - from;
  const free = available === undefined ? undefined : Number(available) * 1024 + (resumes ? 0 : had);
  if (free !== undefined && free < needed) {
    return failure(
      'disk-full',
      `${session.host} has ${free} bytes free for ${to}, which needs ${needed}. Nothing was sent.`,
      'Make room there, or choose another folder.',
    );
  }
  let sent = from;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source.read(from)) {
      yield chunk;
      // Counted when the next one is asked for: the channel has taken it.
      sent += chunk.length;
      request.onProgress?.(sent, source.size);
    }
  }
  const moved = await runScript(session, `${names}umask 077\ncat ${resumes ? '>>' : '>'}"$p" || exit 65`, {
    timeoutMs: request.timeoutMs ?? 600_000,
    stdin: counted(),
    ...signal,
  });
  if (!moved.ok) return moved;
  if (moved.value.exit !== 0)
    return scriptProblem('put-failed', `${place} could not be written; what arrived is kept in ${to}.xenpath-part`, moved.value);
  const finished = await runScript(
    session,
    `${names}h=$(sha256sum <"$p") || exit 65
[ "\${h%% *}" = ${source.sha256} ] || { rm -f "$p"; exit 67; }
b=$t${quotePosix(`.xenpath-${request.run}`)}
if [ -e "$t" ] && [ ! -e "$b" ]; then cp -p "$t" "$b.new" && mv -f "$b.new" "$b" || exit 65; fi
chmod ${request.mode} "$p" && sync && mv -f "$p" "$t" || exit 65
sync
sha256sum <"$t"
[ ! -e "$b" ] || printf '%s\\n' "$b"`,
    aside,
  );
  if (!finished.ok) return finished;
  if (finished.value.exit === 67)
    return failure(
      'put-failed',
      `What arrived as ${place} has another hash than what was sent; it was removed.`,
      'Put it again.',
    );
  const hash = /^[0-9a-f]{64}/u.exec(Buffer.from(finished.value.stdout).toString('latin1'))?.[0];
  if (finished.value.exit !== 0 || hash === undefined)
    return scriptProblem('put-failed', `${place} could not be moved into place`, finished.value);
  const backup = Buffer.from(finished.value.stdout).toString('utf8').split('\n')[1] ?? '';
  return success({ changed: true, resumedFrom: from, sha256: hash, backup: backup === '' ? null : backup });
}
