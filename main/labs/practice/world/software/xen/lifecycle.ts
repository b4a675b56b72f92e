import type { Machine } from '../../machine.ts';
import type { WorldEvent } from '../../state.ts';
import type { World } from '../../world.ts';
import { softwareOf } from '../software.ts';
import type { Domain } from '../state.ts';
import { createDomain, destroyDomain, releaseDomain, setDomainState } from './domains.ts';
import { logXend } from './xend.ts';

/** A machine lost its power. A host takes its guests along; a guest's end is for xend to see, a moment later. */
export function softwarePowerLost(world: World, machine: Machine): void {
  const software = world.state.software[machine.name];
  if (software === undefined) return;
  const xen = software.running?.xen ?? null;
  software.running = null;
  for (const network of software.networks) network.active = false;
  for (const domain of xen?.domains ?? []) releaseDomain(machine, domain);
  const dom0 = machine.state.dom0 === null ? undefined : world.find(machine.state.dom0);
  if (dom0 === undefined) return;
  const domain = domainOf(dom0, machine.name);
  if (domain !== undefined) world.schedule(world.now(), { type: 'software.domainDown', machine: dom0.name, domain: domain.id });
}

/** What xend does when a domain went down: on_poweroff, on_reboot or on_crash of its configuration. */
export function onDomainDown(world: World, event: WorldEvent): void {
  const dom0 = event.machine === undefined ? undefined : world.find(event.machine);
  const xen = dom0 === undefined ? null : (world.state.software[dom0.name]?.running?.xen ?? null);
  const domain = xen?.domains.find((each) => each.id === event['domain']);
  if (dom0 === undefined || xen === null || domain === undefined || domain.machine === null) return;
  const guest = world.find(domain.machine);
  const power = guest?.state.power ?? 'off';
  const reason = power === 'booting' ? 'reboot' : power === 'panic' ? 'crash' : 'poweroff';
  settle(dom0, domain, reason);
}

function settle(dom0: Machine, domain: Domain, reason: 'poweroff' | 'reboot' | 'crash'): void {
  const { config } = domain;
  const wish = reason === 'poweroff' ? config.onPoweroff : reason === 'reboot' ? config.onReboot : config.onCrash;
  domain.shutdownReason = reason;
  if (reason === 'crash')
    logXend(
      dom0,
      'xend.XendDomainInfo',
      'WARNING',
      'XendDomainInfo:874',
      `Domain has crashed: name=${domain.name} id=${String(domain.id)}.`,
    );
  else
    logXend(
      dom0,
      'xend.XendDomainInfo',
      'INFO',
      'XendDomainInfo:891',
      `Domain has shutdown: name=${domain.name} id=${String(domain.id)} reason=${reason}.`,
    );
  switch (wish) {
    case 'preserve':
      setDomainState(dom0, domain, reason === 'crash' ? 'crashed' : 'shutdown');
      return;
    case 'restart':
    case 'rename-restart': {
      const ran = dom0.world.now() - domain.startedAt;
      if (ran < 10_000) {
        logXend(
          dom0,
          'xend.XendDomainInfo',
          'ERROR',
          'XendDomainInfo:1658',
          `VM ${domain.name} restarting too fast (${(ran / 1000).toFixed(6)} seconds since the last restart).  Refusing to restart to avoid loops.`,
        );
        destroyDomain(dom0, domain);
        return;
      }
      // The same configuration again, as it was when the domain was created: the file under /etc/xen is not read.
      const memoryMib = domain.memoryMib;
      destroyDomain(dom0, domain);
      const made = createDomain(dom0, config);
      if (made.ok) made.domain.memoryMib = Math.min(memoryMib, made.domain.maximumMib);
      return;
    }
    default:
      destroyDomain(dom0, domain);
  }
}

/**
 * Writes control/shutdown of a domain. An installer does not hear it; a system that still boots does as soon as its kernel sets its
 * watch on the node, which fires for what stands there already (drivers/xen/core/reboot.c).
 */
export function askToGoDown(dom0: Machine, domain: number, then: 'off' | 'reboot'): void {
  const found = softwareOf(dom0).running?.xen?.domains.find((each) => each.id === domain);
  if (found === undefined || found.machine === null || found.installation !== null) return;
  const guest = dom0.world.find(found.machine);
  if (guest?.up === true) guest.shutDown(then);
  else if (guest?.state.power === 'booting')
    dom0.world.schedule(dom0.world.now() + 1_000, { type: 'software.goDown', machine: dom0.name, domain, then });
}

export function onGoDown(world: World, event: WorldEvent): void {
  const dom0 = event.machine === undefined ? undefined : world.find(event.machine);
  if (dom0 !== undefined) askToGoDown(dom0, Number(event['domain']), event['then'] === 'reboot' ? 'reboot' : 'off');
}

/** The domain in which a machine runs. */
export function domainOf(dom0: Machine, guest: string): Domain | undefined {
  return softwareOf(dom0).running?.xen?.domains.find((domain) => domain.machine === guest);
}
