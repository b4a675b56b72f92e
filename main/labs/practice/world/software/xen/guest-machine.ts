import type { Machine } from '../../machine.ts';
import type { World } from '../../world.ts';
import { softwareOf } from '../software.ts';
import type { Domain, DomainConfig, HardwareState } from '../state.ts';

/** The machine inside of a domain. */
export interface PreparedGuest {
  /** Its name in the world, which is also the key of its disks. */
  readonly key: string;
  /** Lets it boot from the disk (storage identifier) of its system. */
  readonly start: (domain: Domain, bootDisk: string) => void;
}

/**
 * Finds the machine whose root file system a domain is going to boot; for an installation the name that the machine will have: the
 * domain's, or with its host's before it where another host's guest is called so.
 */
export function prepareGuest(dom0: Machine, config: DomainConfig, rootTree: string | null): PreparedGuest {
  const { world } = dom0;
  const installed =
    rootTree === null
      ? undefined
      : world
          .machines()
          .find((machine) => machine.state.role === 'guest' && machine.state.root === rootTree && !runs(world, machine.name));
  const key = installed?.name ?? newName(dom0, config.name);
  return {
    key,
    start: (domain, bootDisk) => {
      const guest = world.find(key);
      if (guest === undefined) return;
      const software = softwareOf(guest);
      software.hardware = guestHardware(dom0, domain);
      software.bootDisk = bootDisk;
      guest.state.dom0 = dom0.name;
      guest.powerOn();
    },
  };
}

/** What a guest sees of the host's hardware. */
export function guestHardware(dom0: Machine, domain: Pick<Domain, 'memoryMib' | 'vcpus' | 'config'>): HardwareState {
  const { hardware } = softwareOf(dom0);
  return {
    ...hardware,
    kind: 'domU',
    memoryMib: domain.memoryMib,
    processors: domain.vcpus,
    ethernetAddresses: domain.config.interfaces.map((each) => each.mac),
  };
}

/** Whether a domain of any host is that machine now. */
function runs(world: World, name: string): boolean {
  return Object.values(world.state.software).some((software) =>
    (software.running?.xen?.domains ?? []).some((domain) => domain.machine === name),
  );
}

function newName(dom0: Machine, name: string): string {
  const { world } = dom0;
  const taken = (candidate: string): boolean => {
    if (runs(world, candidate)) return true;
    const other = world.find(candidate);
    if (other === undefined) return false;
    return other.state.role !== 'guest' || other.state.power !== 'off' || softwareOf(other).home !== dom0.name;
  };
  return taken(name) ? `${dom0.name}-${name}` : name;
}
