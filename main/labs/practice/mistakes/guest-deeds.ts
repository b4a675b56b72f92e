import { onHost, type Deed } from './mistake.ts';

/** What is done to a guest from its host again and again, before a mistake, in it, and to mend it. */
export interface GuestDeeds {
  /** The guest's file is kept, and put back. */
  readonly keep: Deed;
  readonly back: Deed;
  readonly down: Deed;
  /** Started, and its sshd awaited. */
  readonly created: readonly Deed[];
  /** The guest's file, changed by an expression of sed. */
  readonly edited: (expression: string) => Deed;
}

export function deedsOn(guest: 'test0' | 'test1'): GuestDeeds {
  return {
    keep: onHost(`cp /etc/xen/${guest} /root/${guest}.kept`),
    back: onHost(`cat /root/${guest}.kept > /etc/xen/${guest}`),
    down: onHost(`xm shutdown -w ${guest}`),
    created: [onHost(`xm create ${guest}`), { pass: 5 }, { awaits: guest }],
    edited: (expression) => onHost(`sed -i '${expression}' /etc/xen/${guest}`),
  };
}
