/**
 * Mistakes that people make, as what they do: commands at a host or a switch, a hand on a cable, a button, a step left out or done at the
 * wrong place. Nothing here reaches into the world's state.
 */

/** One thing that a person does. Hosts have the names of a lab as it comes: `xenhost`, `sw1`, `sw2`, the array's, `test0`, `test1`. */
export type Deed =
  /** A command line as root (admin on a switch). `input`: what is typed into it. `exits`: how it may end; any way, when it takes the host down. */
  | { readonly at: string; readonly run: string; readonly input?: string; readonly exits?: readonly number[] | 'any' }
  | { readonly hand: 'pull' | 'plug' | 'fail' | 'recover'; readonly what: string }
  /** The button at the front of the machine. */
  | { readonly press: 'on' | 'off' | 'reset'; readonly at: string }
  /** Until the machine is up and answers. */
  | { readonly awaits: string }
  /** Seconds of the lab's time. */
  | { readonly pass: number }
  /** A step of the procedure is carried out, between other things: by whoever works through it, so a lab alone cannot do it. */
  | { readonly step: string };

/** Where in the procedure it happens: right before or right after a step, by its id. */
export type Moment = { readonly before: string } | { readonly after: string };

/** How it is put right: by deeds, or by carrying out steps of the procedure (again). In this order, when both are given. */
export interface Mending {
  readonly deeds?: readonly Deed[];
  readonly steps?: readonly string[];
}

export interface Mistake {
  /** Unique; letters, digits and dashes. */
  readonly name: string;
  readonly title: string;
  /** What the person believed when making it. */
  readonly belief: string;
  readonly moment: Moment;
  readonly deeds: readonly Deed[];
  /** Values of the procedure's parameters that the person gave, when the mistake lies there and not in the lab. */
  readonly set?: Readonly<Record<string, unknown>>;
  /**
   * The checkpoints that find it, as `step.check`, each with the id of the hint that names the cause, or `unreachable` when it lies in
   * that the host cannot be asked any more. The first is the one that should find it.
   */
  readonly found: Readonly<Record<string, string>>;
  readonly mend: Mending;
}

const smcli = '/opt/IBM_DS4000/client/SMcli 192.168.1.111 192.168.1.112';

/** The host on which SMcli runs. */
export const arrayHost = 'ARCJMTDS48K1';

/** A command line on the Xen host. */
export function onHost(run: string, more: { readonly input?: string; readonly exits?: readonly number[] | 'any' } = {}): Deed {
  return { at: 'xenhost', run, ...more };
}

export function onGuest(guest: 'test0' | 'test1', run: string): Deed {
  return { at: guest, run };
}

/** A command of Fabric OS; what asks is answered with yes. */
export function onSwitch(name: 'sw1' | 'sw2', run: string): Deed {
  return { at: name, run, input: 'y\n' };
}

/** A script command of Storage Manager. */
export function atArray(script: string): Deed {
  return { at: arrayHost, run: `${smcli} -c '${script}'` };
}

/** The host starts again and is back. */
export const restarted: readonly Deed[] = [
  { at: 'xenhost', run: '/sbin/shutdown -r now', exits: 'any' },
  { pass: 20 },
  { awaits: 'xenhost' },
];

const grub = '/boot/grub/grub.conf';

/** Makes the first boot entry the default whose title has one word and, when it is given, not another. */
export function defaultEntry(word: string, not = 'no such word'): Deed {
  return onHost(
    `n=$(grep '^title' ${grub} | grep -n . | grep '${word}' | grep -v '${not}' | head -1 | cut -d: -f1); sed -i "s/^default=.*/default=$((n-1))/" ${grub}`,
  );
}

export const plainDefault = defaultEntry('53.el5)');
export const xenDefault = defaultEntry('el5xen', 'RDAC');
export const rdacDefault = defaultEntry('RDAC');
