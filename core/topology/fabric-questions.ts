import type { InventoryHost } from '../hosts/inventory.ts';
import { brocadeSwitch } from '../probes/brocade.ts';
import { brocadeZoning } from '../probes/brocade-zoning.ts';
import { fcHosts, fcRemotePorts } from '../probes/fc.ts';
import type { Probe } from '../probes/probe.ts';
import { rdacArray } from '../probes/rdac-array.ts';
import { rdacVirtualDevices } from '../probes/rdac.ts';
import { smcliControllers, smcliLogicalDrives, smcliLunMappings } from '../probes/smcli.ts';

/** A probe with its parameters. */
export interface FabricQuestion {
  readonly probe: Probe;
  readonly parameters: unknown;
}

/** What a host is asked to find out its part of the fabric; nothing of a guest, and of an array only where its controllers are known. */
export function fabricQuestions(host: InventoryHost): readonly FabricQuestion[] {
  switch (host.role) {
    case 'dom0':
      return [fcHosts, fcRemotePorts, rdacVirtualDevices].map((probe) => ({ probe: probe as Probe, parameters: {} }));
    case 'switch':
      return [brocadeSwitch, brocadeZoning].map((probe) => ({ probe: probe as Probe, parameters: {} }));
    case 'array': {
      const controllers = (host.controllers ?? []).join(' ');
      if (controllers === '') return [];
      return [smcliControllers, smcliLogicalDrives, smcliLunMappings].map((probe) => ({
        probe: probe as Probe,
        parameters: { controllers },
      }));
    }
    case 'guest':
      return [];
  }
}

/** What the devices that RDAC made of a host's LUNs lead to: each array is asked by its name for controllers and paths. */
export function furtherQuestions(devices: unknown): readonly FabricQuestion[] {
  const facts = rdacVirtualDevices.facts.safeParse(devices);
  if (!facts.success) return [];
  const arrays = [...new Set(facts.data.devices.map(({ array }) => array))];
  return arrays.map((name) => ({ probe: rdacArray as Probe, parameters: { name } }));
}
