import type { Machine } from '../../machine.ts';
import type { WorldEvent } from '../../state.ts';
import type { World } from '../../world.ts';
import { runningOrNull } from '../debian.ts';
import { createDomain, destroyDomain, releaseDomain, setDomainState } from './domains.ts';
import type { XlDomain } from './state.ts';

/** A machine lost its power. A host takes its guests along; a guest's end is for xl to see, a moment later. */
export function debianPowerLost(world: World, machine: Machine): void {
  const host = world.state.debian?.hosts[machine.name];
  if (host === undefined) return;
  const xen = host.running?.xen ?? null;
  host.running = null;
  const disks = world.state.storage.machines[machine.name];
  disks?.swaps.splice(0);
  disks?.activeGroups.splice(0);
  for (const domain of xen?.domains.splice(0) ?? []) releaseDomain(machine, domain);
  const dom0 = machine.state.dom0 === null ? undefined : world.find(machine.state.dom0);
  const domain = dom0 === undefined ? undefined : runningOrNull(dom0)?.xen?.domains.find((one) => one.machine === machine.name);
  if (dom0 !== undefined && domain !== undefined)
    world.schedule(world.now(), { type: 'debian.domainDown', machine: dom0.name, domain: domain.id });
}

function subject(world: World, event: WorldEvent): { readonly dom0: Machine; readonly domain: XlDomain } | null {
  const dom0 = event.machine === undefined ? undefined : world.find(event.machine);
  const domain = dom0 === undefined ? undefined : runningOrNull(dom0)?.xen?.domains.find(({ id }) => id === event['domain']);
  return dom0 === undefined || domain === undefined ? null : { dom0, domain };
}

/** What the xl that watches a domain does at its end: on_poweroff, on_reboot or on_crash. */
export function onDomainDown(world: World, event: WorldEvent): void {
  const found = subject(world, event);
  if (found === null) return;
  const { dom0, domain } = found;
  const power = world.find(domain.machine ?? '')?.state.power ?? 'off';
  const reason = power === 'booting' ? 'reboot' : power === 'panic' ? 'crash' : 'poweroff';
  endDomain(dom0, domain, reason);
}

export function endDomain(dom0: Machine, domain: XlDomain, reason: 'poweroff' | 'reboot' | 'crash'): void {
  const { config } = domain;
  const wish = { poweroff: config.onPoweroff, reboot: config.onReboot, crash: config.onCrash }[reason];
  if (wish === 'preserve') {
    setDomainState(dom0, domain, 'shutdown');
    return;
  }
  destroyDomain(dom0, domain);
  if (wish === 'restart' || wish === 'rename-restart') createDomain(dom0, config);
}

export function onDomainEnd(world: World, event: WorldEvent): void {
  const found = subject(world, event);
  if (found !== null) endDomain(found.dom0, found.domain, 'crash');
}

/** xl shutdown and reboot: the guest's kernel acts on the request when it runs one. False: it does not. */
export function askGuest(dom0: Machine, domain: XlDomain, then: 'off' | 'reboot'): boolean {
  const guest = dom0.world.find(domain.machine ?? '');
  if (domain.installation !== null || guest === undefined) return false;
  if (guest.up) guest.shutDown(then);
  else if (guest.state.power === 'booting')
    dom0.world.schedule(dom0.world.now() + 1_000, { type: 'debian.goDown', machine: dom0.name, domain: domain.id, then });
  return true;
}

export function onGoDown(world: World, event: WorldEvent): void {
  const found = subject(world, event);
  if (found !== null) askGuest(found.dom0, found.domain, event['then'] === 'reboot' ? 'reboot' : 'off');
}
