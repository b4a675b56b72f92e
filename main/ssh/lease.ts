import { z } from 'zod';
import { quotePosix } from '../../core/probes/quote.ts';
import { failure, success, type Result } from '../../core/result.ts';
import { printable } from './connect-problem.ts';
import { runScript, scriptProblem } from './remote-script.ts';
import type { HostSession } from './session.ts';

/** Who works on a host. One at a time: for what changes, destroys, reboots or takes paths away. */
export const leaseHolder = z.object({
  run: z.string().min(1),
  operator: z.string(),
  /** The machine that Xenpath runs on. */
  machine: z.string(),
  /** When it was taken: ISO 8601, our clock. */
  at: z.string(),
});
export type LeaseHolder = z.infer<typeof leaseHolder>;

/** Made by mkdir(1), which only one can. Gone after a reboot where /var/run is in memory; emptied there on RHEL 5 (rc.sysinit). */
const defaultFolder = '/var/run/xenpath.lease';

export interface LeaseOptions {
  readonly folder?: string;
  readonly timeoutMs?: number;
}

export interface TakeOptions extends LeaseOptions {
  /** This run had it before the host rebooted, so a lease that the reboot emptied is its own. */
  readonly heldBefore?: boolean;
}

/** The text that takes the lease of a host. Doing it twice changes nothing the second time: the folder says whose it is. */
export function leaseScript(holder: LeaseHolder, options: TakeOptions = {}): string {
  const text = JSON.stringify(holder);
  return `d=${quotePosix(options.folder ?? defaultFolder)} h=${quotePosix(text)}
umask 022
keep() { printf '%s\\n' "$h" >"$d/holder.new" && mv -f "$d/holder.new" "$d/holder"; }
if mkdir "$d"; then
keep || { rm -f "$d/holder.new"; rmdir "$d"; exit 65; }
echo taken
exit 0
fi
[ -d "$d" ] || exit 65
${options.heldBefore === true ? '[ -s "$d/holder" ] || keep || exit 65\n' : ''}echo held
cat "$d/holder" 2>/dev/null
:`;
}

/**
 * Takes the lease of a host. Taken already by the same run: that is fine, a run that resumes or whose host has rebooted takes it again.
 * Codes: `host-leased` (the sentence says by whom), `lease-not-possible`, and those of exec.
 */
export async function takeLease(
  session: HostSession,
  holder: LeaseHolder,
  options: TakeOptions = {},
): Promise<Result<LeaseHolder>> {
  const result = await runScript(session, leaseScript(holder, options), { timeoutMs: options.timeoutMs ?? 30_000 });
  if (!result.ok) return result;
  const done = result.value;
  if (done.exit !== 0)
    return scriptProblem(
      'lease-not-possible',
      `${session.host} cannot be locked for this run`,
      done,
      'The lock is a folder under /var/run: only root can make one there, and there must be room for it (df /var/run).',
    );
  const answer = Buffer.from(done.stdout).toString('utf8');
  if (answer.startsWith('taken')) return success(holder);
  const other = readHolder(answer.slice(answer.indexOf('\n') + 1));
  if (other === undefined) {
    return failure(
      'host-leased',
      `${session.host} is locked, and its lock does not say by whom.`,
      `A reboot may have emptied it. If nobody works there, on the host: rmdir ${options.folder ?? defaultFolder}`,
    );
  }
  if (other.run === holder.run) return success(other);
  return failure(
    'host-leased',
    `${session.host} is locked ${words(other)}.`,
    `Wait for that run, or, if it is dead, break its lock by name: xenpath unlock ${session.host} --run ${printable(other.run)}`,
  );
}

/**
 * Gives a lease back, or breaks another's: only the one of the run that is named. `heldBefore`: this run had it, so one that a reboot emptied is its own.
 * Value false: there was none of that run.
 */
export async function releaseLease(session: HostSession, run: string, options: TakeOptions = {}): Promise<Result<boolean>> {
  const folder = quotePosix(options.folder ?? defaultFolder);
  const held = await readLease(session, options);
  if (!held.ok) return held;
  const emptied = options.heldBefore === true && held.value?.text === '';
  if (held.value === null || (held.value.holder?.run !== run && !emptied)) return success(false);
  // The text is compared again on the host: it may have changed hands since it was read.
  const script = `d=${folder} h=${quotePosix(held.value.text)}
[ "$(cat "$d/holder"${emptied ? ' 2>/dev/null' : ''})" = "$h" ] || exit 64
rm -f "$d/holder" && rmdir "$d" || exit 65`;
  const result = await runScript(session, script, { timeoutMs: options.timeoutMs ?? 30_000 });
  if (!result.ok) return result;
  if (result.value.exit === 64) return success(false);
  if (result.value.exit !== 0)
    return scriptProblem('lease-not-possible', `The lock of ${session.host} could not be removed`, result.value);
  return success(true);
}

/** Who holds the lease of a host: null when nobody; `holder` is undefined when its text is not ours. */
export async function readLease(
  session: HostSession,
  options: LeaseOptions = {},
): Promise<Result<{ readonly holder: LeaseHolder | undefined; readonly text: string } | null>> {
  const script = `d=${quotePosix(options.folder ?? defaultFolder)}
[ -d "$d" ] || exit 60
cat "$d/holder" 2>/dev/null
:`;
  const result = await runScript(session, script, { timeoutMs: options.timeoutMs ?? 30_000 });
  if (!result.ok) return result;
  if (result.value.exit === 60) return success(null);
  if (result.value.exit !== 0)
    return scriptProblem('lease-not-possible', `The lock of ${session.host} could not be read`, result.value);
  const text = Buffer.from(result.value.stdout).toString('utf8').replace(/\n+$/u, '');
  return success({ holder: readHolder(text), text });
}

function readHolder(text: string): LeaseHolder | undefined {
  try {
    return leaseHolder.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function words(holder: LeaseHolder): string {
  return `by run ${printable(holder.run)} of ${printable(holder.operator)} on ${printable(holder.machine)} since ${printable(holder.at)}`;
}
