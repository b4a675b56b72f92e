import type { Machine } from '../../machine.ts';
import type { WorldEvent } from '../../state.ts';
import type { World } from '../../world.ts';
import { partitionForInstall, settleFootprint, type InstalledDisk } from '../../storage/install.ts';
import { fetchUrl } from '../network/http.ts';
import { destroyDomain } from '../xen/domains.ts';
import { guestHardware } from '../xen/guest-machine.ts';
import { logXend } from '../xen/xend.ts';
import type { Domain } from '../state.ts';
import { installGuestSystem } from './guest-system.ts';

/** Stages of an installation, as its text console shows them, with their length in world time: eight minutes in all. */
const stages: readonly { readonly milliseconds: number; readonly lines: readonly string[]; readonly fetches: string | null }[] = [
  {
    milliseconds: 15_000,
    lines: [
      'Welcome to Red Hat Enterprise Linux Server',
      'Running anaconda, the Red Hat Enterprise Linux Server system installer - please wait...',
    ],
    fetches: null,
  },
  { milliseconds: 25_000, lines: ['Retrieving images/stage2.img...'], fetches: 'images/stage2.img' },
  { milliseconds: 20_000, lines: ['Formatting', 'Formatting / file system...'], fetches: null },
  { milliseconds: 40_000, lines: ['Reading package information', 'Dependency Check'], fetches: 'Server/repodata/repomd.xml' },
  { milliseconds: 340_000, lines: ['Package Installation', 'Installing packages...'], fetches: '.discinfo' },
  {
    milliseconds: 40_000,
    lines: ['Post Install', 'Performing post install configuration...', 'Installing boot loader information...'],
    fetches: null,
  },
];

const retryMs = 10_000;

/** Starts the stages of a domain that runs an installer. */
export function beginInstallation(machine: Machine, domain: Domain): void {
  say(machine, domain, stages[0]?.lines ?? []);
  machine.world.schedule(machine.world.now() + (stages[0]?.milliseconds ?? 0), {
    type: 'software.install',
    machine: machine.name,
    domain: domain.id,
  });
}

/** A stage has ended: its result enters the world, the next begins, or the installer waits for its source. */
export function onInstallStage(world: World, event: WorldEvent): void {
  const machine = event.machine === undefined ? undefined : world.find(event.machine);
  const domain =
    machine === undefined
      ? undefined
      : world.state.software[machine.name]?.running?.xen?.domains.find((each) => each.id === event['domain']);
  const installation = domain?.installation ?? null;
  if (machine === undefined || domain === undefined || installation === null || domain.machine === null) return;
  const again = (after: number): void => {
    world.schedule(world.now() + after, { type: 'software.install', machine: machine.name, domain: domain.id });
  };
  if (domain.state !== 'running') {
    again(retryMs);
    return;
  }
  const current = stages[installation.stage];
  if (current !== undefined && current.fetches !== null) {
    const refused = reach(machine, domain, `${installation.url}/${current.fetches}`);
    if (refused !== null) {
      if (installation.failed !== refused)
        say(machine, domain, ['Error', `Unable to retrieve ${installation.url}/${current.fetches}`, refused, 'OK']);
      installation.failed = refused;
      again(retryMs);
      return;
    }
  }
  installation.failed = null;
  if (installation.stage === 2) {
    const refused = format(machine, domain);
    if (refused !== null) {
      say(machine, domain, ['Error Partitioning', refused, 'OK']);
      installation.failed = refused;
      again(retryMs);
      return;
    }
  }
  installation.stage += 1;
  const next = stages[installation.stage];
  if (next !== undefined) {
    say(machine, domain, next.lines);
    again(next.milliseconds);
    return;
  }
  finish(machine, domain);
}

/** Whether the guest gets a file of its source over its own network: null when it does, else why not. */
function reach(machine: Machine, domain: Domain, url: string): string | null {
  const vif = domain.config.interfaces[0];
  if (vif === undefined) return 'No network device';
  const answer = fetchUrl(machine.world, { kind: 'guest', dom0: machine.name, bridge: vif.bridge }, url);
  if (answer.ok) return answer.status === 200 ? null : `HTTP response ${String(answer.status)}`;
  return answer.why;
}

function format(machine: Machine, domain: Domain): string | null {
  const first = domain.config.disks[0];
  if (first === undefined || domain.machine === null) return 'No drives found';
  const done = partitionForInstall(machine.world, domain.machine, first.device, domain.memoryMib);
  if (!done.ok) return done.problem.sentence;
  domain.installed = done.value;
  return null;
}

/** The last stage is over: the system is on the disk, the installer reboots, and the installer's domain ends with that. */
function finish(machine: Machine, domain: Domain): void {
  const installed: InstalledDisk | null = domain.installed;
  if (domain.machine === null || installed === null) return;
  installGuestSystem(machine, domain.machine, {
    hostname: domain.name,
    installed,
    hardware: guestHardware(machine, domain),
    url: domain.installation?.url ?? '',
  });
  settleFootprint(machine.world, domain.machine, installed);
  say(machine, domain, ['Complete', 'Congratulations, the installation is complete.', 'Rebooting system']);
  logXend(
    machine,
    'xend.XendDomainInfo',
    'INFO',
    'XendDomainInfo:891',
    `Domain has shutdown: name=${domain.name} id=${String(domain.id)} reason=reboot.`,
  );
  domain.installation = null;
  destroyDomain(machine, domain);
  logXend(machine, 'xend.XendDomainInfo', 'DEBUG', 'XendDomainInfo:1449', `XendDomainInfo.destroyDomain(${String(domain.id)})`);
}

function say(machine: Machine, domain: Domain, lines: readonly string[]): void {
  domain.console.push(...lines);
  machine.world.signal({ type: 'console', machine: domain.name, lines });
}
