import { attachGuestDisk, detachGuestDisks } from '../../world/storage/guests.ts';
import type { DiskSpecifier, Domain, DomainDevice } from '../../world/software/state.ts';
import { deviceNumber } from '../../world/software/xen/domain-config.ts';
import { print, refuse } from './output.ts';
import { wantedDomain, wrongCount, type XmCommand } from './xm-command.ts';

/** xm block-list: devices of class vbd only; tap devices do not show. */
export const blockList: XmCommand = async (call, args) => {
  const name = args.find((word) => !word.startsWith('-'));
  if (name === undefined) return wrongCount(call, 'block-list', '1 argument');
  await call.sleep(150);
  const domain = name === 'Domain-0' || name === '0' ? undefined : wantedDomain(call, 'block-list', name);
  if (domain === null) return 1;
  const rows = (domain?.devices ?? [])
    .filter((device) => device.kind === 'vbd')
    .map(
      (device) =>
        `${String(device.number).padEnd(8)} 0    0     ${stateOf(domain)}     ${String(device.eventChannel).padStart(2)}     ${String(device.ringReference).padStart(2)}     /local/domain/0/backend/vbd/${String(domain?.id ?? 0)}/${String(device.number)}  `,
    );
  print(call, ['Vdev  BE handle state evt-ch ring-ref BE-path', ...rows]);
  return 0;
};

/** 4: Connected; 3 while the guest's driver is not there yet. */
function stateOf(domain: Domain | undefined): string {
  return domain?.state === 'crashed' ? '6' : '4';
}

export const networkList: XmCommand = async (call, args) => {
  const name = args.find((word) => !word.startsWith('-'));
  if (name === undefined) return wrongCount(call, 'network-list', '1 argument');
  await call.sleep(150);
  const domain = name === 'Domain-0' || name === '0' ? undefined : wantedDomain(call, 'network-list', name);
  if (domain === null) return 1;
  const rows = (domain?.devices ?? []).flatMap((device) => {
    if (device.specifier === null || !('mac' in device.specifier)) return [];
    return [
      `${String(device.number).padEnd(3)} 0  ${device.specifier.mac}    ${String(device.number)}     ${stateOf(domain)}      ${String(device.eventChannel).padStart(2)}    ${String(device.ringReference)} /${String(device.ringReference + 1)}     /local/domain/0/backend/vif/${String(domain?.id ?? 0)}/${String(device.number)}  `,
    ];
  });
  print(call, ['Idx BE     MAC Addr.     handle state evt-ch tx-/rx-ring-ref BE-path', ...rows]);
  return 0;
};

export const blockAttach: XmCommand = async (call, args) => {
  const [name, source, front, mode] = args;
  if (name === undefined || source === undefined || front === undefined || mode === undefined)
    return wrongCount(call, 'block-attach', 'between 4 and 5 arguments');
  const domain = wantedDomain(call, 'block-attach', name);
  if (domain === null) return 1;
  await call.sleep(800);
  const device = front.replace(/^\/dev\//u, '');
  const number = deviceNumber(device);
  if (number === null) return refuse(call, 1, `Error: Invalid device name: ${front}`);
  const tap = source.startsWith('tap:');
  if (domain.devices.some((each) => (each.kind === 'vbd' || each.kind === 'tap') && each.number === number))
    return refuse(call, 1, `Error: Device ${device} (${String(number)}, ${tap ? 'tap' : 'vbd'}) is already connected.`);
  if (!['r', 'w', 'w!'].includes(mode)) return refuse(call, 1, 'Error: Invalid mode');
  const attached = attachGuestDisk(call.world, {
    guest: domain.machine ?? domain.name,
    dom0: call.machine.name,
    source,
    device,
    mode,
  });
  if (!attached.ok) {
    const path = source.replace(/^phy:/u, '');
    const where = path.startsWith('/') ? path : `/dev/${path}`;
    const words =
      attached.problem.code === 'mounted-here'
        ? `\nDevice ${where} is mounted in the privileged domain,\nand so cannot be mounted by a guest.`
        : attached.problem.code === 'mounted-guest'
          ? `\nDevice ${where} is mounted in a guest domain,\nand so cannot be mounted now.`
          : ' Backend device not found.';
    return refuse(call, 1, `Error: Device ${String(number)} (${tap ? 'tap' : 'vbd'}) could not be connected.${words}`);
  }
  const specifier: DiskSpecifier = { source, device, mode };
  const added: DomainDevice = {
    kind: tap ? 'tap' : 'vbd',
    number,
    specifier,
    eventChannel: 20 + domain.devices.length,
    ringReference: 30 + domain.devices.length,
  };
  domain.devices.push(added);
  return 0;
};

export const blockDetach: XmCommand = async (call, args) => {
  const [name, which] = args;
  if (name === undefined || which === undefined) return wrongCount(call, 'block-detach', '2 arguments');
  const domain = wantedDomain(call, 'block-detach', name);
  if (domain === null) return 1;
  await call.sleep(500);
  const number = deviceNumber(which);
  const device = domain.devices.find((each) => (each.kind === 'vbd' || each.kind === 'tap') && each.number === number);
  if (device === undefined || device.specifier === null || !('source' in device.specifier))
    return refuse(call, 1, `Error: Device ${which} not connected`);
  detachGuestDisks(call.world, domain.machine ?? domain.name, device.specifier.device);
  domain.devices.splice(domain.devices.indexOf(device), 1);
  return 0;
};
