/** A guest's text console, as dom0 gives it. */
export interface GuestConsole {
  readonly tool: 'xm' | 'xl' | 'virsh';
  readonly guest: string;
}

/** A guest's name is one word that no shell reads as anything else: letters, digits, and `_ . + -` within it. */
export const GUEST_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.+-]{0,62}$/u;

/**
 * The command that attaches a terminal to a guest's text console: xm(1), xl(1), virsh(1), each with `console NAME`, left with Ctrl-]. By their whole
 * paths, since the PATH of RHEL 5 for commands lacks /usr/sbin.
 */
export function consoleCommand({ tool, guest }: GuestConsole): string {
  return tool === 'virsh' ? `/usr/bin/virsh console ${guest}` : `/usr/sbin/${tool} console ${guest}`;
}
