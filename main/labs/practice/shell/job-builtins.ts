import { Killed, signalName, signalNumber } from '../world/killed.ts';
import type { Builtin } from './builtin.ts';
import type { Job, Shell } from './shell.ts';
import { abortable } from './streams.ts';

/** Builtins about processes that run in the background. */
export const jobBuiltins: Readonly<Record<string, Builtin>> = {
  wait: async (shell, words) => {
    const jobs = words.length === 0 ? shell.jobs.filter((job) => job.status === null) : words.map((word) => find(shell, word));
    let status = 0;
    for (const [index, job] of jobs.entries()) {
      if (job === undefined) {
        shell.complain(`wait: pid ${words[index] ?? ''} is not a child of this shell`);
        status = 127;
        continue;
      }
      const ended = await Promise.race([abortable(job.done, shell.death), shell.untilSignal().then(() => null)]);
      if (ended === null) return 129;
      status = ended;
      job.reported = true;
    }
    return words.length === 0 ? 0 : status;
  },
  kill: (shell, words) => {
    let signal = 15;
    let at = 0;
    const first = words[0] ?? '';
    if (first === '-l') {
      shell.writeTo(1, `${[1, 2, 3, 9, 10, 12, 13, 14, 15, 17, 18, 19].map((number) => signalName(number)).join(' ')}\n`);
      return 0;
    }
    if (first === '-s' || first === '-n') {
      signal = signalNumber(words[1] ?? '') ?? -1;
      at = 2;
    } else if (/^-./u.test(first) && first !== '--') {
      signal = signalNumber(first.slice(1)) ?? -1;
      at = 1;
    }
    if (words[at] === '--') at += 1;
    if (signal < 0) {
      shell.complain(`kill: ${words[at === 2 ? 1 : 0]?.replace(/^-/u, '') ?? ''}: invalid signal specification`);
      return 1;
    }
    if (words.length === at) {
      shell.complain('kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]');
      return 1;
    }
    let status = 0;
    for (const word of words.slice(at)) if (!send(shell, word, signal)) status = 1;
    return status;
  },
  jobs: (shell, words) => {
    for (const job of shell.jobs) {
      if (words.includes('-p')) {
        if (job.status === null) shell.writeTo(1, `${String(job.pid)}\n`);
      } else if (!job.reported) shell.writeTo(1, `${describe(shell, job)}\n`);
      if (job.status !== null) job.reported = true;
    }
    return 0;
  },
  fg: async (shell, words) => {
    const job = words[0] === undefined ? shell.jobs.findLast((candidate) => candidate.status === null) : find(shell, words[0]);
    if (job === undefined) {
      shell.complain(`fg: ${words[0] ?? 'current'}: no such job`);
      return 1;
    }
    shell.writeTo(1, `${job.command}\n`);
    shell.foreground.add(job.pid);
    job.reported = true;
    return abortable(job.done, shell.death);
  },
  bg: (shell) => {
    shell.complain('bg: job already in background');
    return 0;
  },
  disown: (shell, words) => {
    const job = words[0] === undefined ? shell.jobs.at(-1) : find(shell, words[0]);
    if (job !== undefined) shell.jobs.splice(shell.jobs.indexOf(job), 1);
    return job === undefined ? 1 : 0;
  },
};

function find(shell: Shell, word: string): Job | undefined {
  if (/^%[0-9]+$/u.test(word)) return shell.jobs.find((job) => job.number === Number(word.slice(1)));
  if (/^%[%+]?$/u.test(word)) return shell.jobs.findLast((job) => job.status === null);
  return shell.jobs.findLast((job) => job.pid === Number(word));
}

function send(shell: Shell, word: string, signal: number): boolean {
  const job = word.startsWith('%') ? find(shell, word) : undefined;
  if (word.startsWith('%') && job === undefined) {
    shell.complain(`kill: ${word}: no such job`);
    return false;
  }
  const target = job?.pid ?? Number(word);
  if (!Number.isInteger(target)) {
    shell.complain(`kill: ${word}: arguments must be process or job IDs`);
    return false;
  }
  const pids =
    target < 0
      ? shell.machine.state.processes.filter((process) => process.group === -target).map((process) => process.pid)
      : [target === 0 ? shell.ownPid : target];
  if (pids.includes(shell.ownPid)) {
    shell.deliver(signal);
    if (shell.death.aborted) throw shell.death.reason instanceof Error ? shell.death.reason : new Killed(signalName(signal));
    return true;
  }
  const sent = pids.map((pid) => shell.machine.kill(pid, signal));
  if (sent.length === 0 || sent.includes(false)) {
    shell.complain(`kill: (${word}) - No such process`);
    return false;
  }
  return true;
}

/** `[1]+  Running                 sleep 100 &`. */
export function describe(shell: Shell, job: Job): string {
  const current = shell.jobs.at(-1) === job ? '+' : shell.jobs.at(-2) === job ? '-' : ' ';
  const state =
    job.status === null
      ? 'Running'
      : job.status === 0
        ? 'Done'
        : job.status > 128
          ? job.status === 143
            ? 'Terminated'
            : job.status === 137
              ? 'Killed'
              : 'Interrupt'
          : `Exit ${String(job.status)}`;
  return `[${String(job.number)}]${current}  ${state.padEnd(22)}  ${job.command}${job.status === null ? ' &' : ''}`;
}
