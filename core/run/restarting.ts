import type { OpenIntent } from './state.ts';

/** What takes the machine down on which it is run, at the beginning of a command. */
const DOWN = /(?:^|[;&|]\s*)(?:\S*\/)?(?:shutdown|reboot|poweroff|halt|init\s+[06])\b/mu;
/** What a host does to a guest of its own that ends or begins the guest. */
const GUEST_WORK = /\b(?:(?:xm|xl|virsh)\s+(?:create|start|reboot|reset|shutdown|destroy)|virt-install)\b/u;

/**
 * Whether an act means that a host is away for a while: a reboot of it or of the host that it is a guest of (`via`), a command that takes it down, or one on
 * that host which shuts down, reboots or makes it.
 */
export function restarts(
  intent: Pick<OpenIntent, 'kind' | 'command' | 'on' | 'place'>,
  host: string,
  via: string | null,
): boolean {
  const on = intent.on ?? intent.place.host;
  if (intent.kind === 'reboot') return on === host || on === via;
  if (intent.kind !== 'run') return false;
  if (on === host) return DOWN.test(intent.command);
  return on === via && GUEST_WORK.test(intent.command) && intent.command.split(/[^\w.-]+/u).includes(host);
}
