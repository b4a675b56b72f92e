/** Ends a program that waits: its process was sent a signal, or its machine went down. */
export class Killed extends Error {
  readonly signalName: string;

  constructor(signalName: string) {
    super(`Killed by ${signalName}`);
    this.name = 'Killed';
    this.signalName = signalName;
  }
}

const numbers: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGCHLD: 17,
  SIGCONT: 18,
  SIGSTOP: 19,
};

/** Number of a signal by name, with or without SIG, or by number; null for one that does not exist. */
export function signalNumber(name: string): number | null {
  if (/^[0-9]+$/u.test(name)) return Number(name) <= 64 ? Number(name) : null;
  const upper = name.toUpperCase();
  return numbers[upper.startsWith('SIG') ? upper : `SIG${upper}`] ?? null;
}

/** `SIGTERM` for 15. */
export function signalName(number: number): string {
  return Object.entries(numbers).find(([, value]) => value === number)?.[0] ?? `SIG${String(number)}`;
}
