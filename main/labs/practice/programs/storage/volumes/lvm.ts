import { contentOf, volumesOf } from '../../../world/storage/volumes.ts';
import type { Program, ProgramCall } from '../../program.ts';

/** Gigabytes as LVM2 2.02 prints them: `4.75G`, `992.00M`. */
function lvmSize(bytes: number): string {
  return bytes >= 1024 ** 3 ? `${(bytes / 1024 ** 3).toFixed(2)}G` : `${(bytes / 1024 ** 2).toFixed(2)}M`;
}

function groups(call: ProgramCall) {
  return volumesOf(call.world, call.machine.name).flatMap((volume) => {
    const content = contentOf(volume);
    return volume.logical === null && content?.kind === 'physicalVolume' ? [{ volume, group: content.group }] : [];
  });
}

function used(group: ReturnType<typeof groups>[number]['group']): number {
  return group.volumes.reduce((sum, one) => sum + one.extents, 0);
}

function refuse(call: ProgramCall): Promise<number> | null {
  if (call.user === 'root') return null;
  call.writeError(`  WARNING: Running as a non-root user. Functionality may be unavailable.\n`);
  return Promise.resolve(5);
}

function print(
  call: ProgramCall,
  header: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[],
): Promise<number> {
  if (rows.length === 0) return Promise.resolve(0);
  const widths = header.map((cell, column) => Math.max(cell.length, ...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of [header, ...rows]) {
    const cells = row.map((cell, column) =>
      right.includes(column) && row !== header ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
    );
    call.write(`  ${cells.join(' ')}\n`);
  }
  return Promise.resolve(0);
}

/** /usr/sbin/pvs, vgs and lvs without options: their short tables. */
export const pvs: Program = (call) =>
  refuse(call) ??
  print(call, ['PV', 'VG', 'Fmt', 'Attr', 'PSize', 'PFree'], groups(call).map(({ volume, group }) => [volume.path, group.name, 'lvm2', 'a-', lvmSize(group.extents * group.extentBytes), freeText(group)]), [4, 5]); // prettier-ignore

export const vgs: Program = (call) =>
  refuse(call) ??
  print(call, ['VG', '#PV', '#LV', '#SN', 'Attr', 'VSize', 'VFree'], groups(call).map(({ group }) => [group.name, '1', String(group.volumes.length), '0', 'wz--n-', lvmSize(group.extents * group.extentBytes), freeText(group)]), [1, 2, 3, 5, 6]); // prettier-ignore

export const lvs: Program = (call) => {
  const active = call.world.state.storage.machines[call.machine.name]?.activeGroups ?? [];
  const rows = groups(call).flatMap(({ group }) =>
    group.volumes.map((one) => [
      one.name,
      group.name,
      active.includes(group.uuid) ? '-wi-ao' : '-wi---',
      lvmSize(one.extents * group.extentBytes),
      '',
      '',
      '',
      '',
      '',
    ]),
  );
  return refuse(call) ?? print(call, ['LV', 'VG', 'Attr', 'LSize', 'Origin', 'Snap%', 'Move', 'Log', 'Copy%'], rows, [3]);
};

function freeText(group: ReturnType<typeof groups>[number]['group']): string {
  const free = group.extents - used(group);
  return free === 0 ? '0' : lvmSize(free * group.extentBytes);
}
