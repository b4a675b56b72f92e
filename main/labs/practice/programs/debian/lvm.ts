import { contentOf, volumesOf } from '../../world/storage/volumes.ts';
import type { Machine } from '../../world/machine.ts';
import type { Program } from '../program.ts';
import { options } from '../unix/call-files.ts';

/** pvs of lvm2 2.03: a table, or JSON. Paths of a map are left out, unless multipath_component_detection is off. */
const pvs: Program = async (call) => {
  const { given, values } = options(call, 'oS', ['reportformat', 'options']);
  await call.sleep(120);
  const all = volumesOf(call.world, call.machine.name);
  const detects = settingOf(call.machine, 'multipath_component_detection') !== '0';
  const rows = all.flatMap((volume) => {
    const content = contentOf(volume);
    const hidden = detects && volume.device.behind.kind === 'scsi' && all.some((one) => one.device.behind.kind === 'map' && one.disk === volume.disk);
    return content?.kind === 'physicalVolume' && !hidden ? [{ pv_name: volume.path, vg_name: content.group.name, pv_fmt: 'lvm2', pv_attr: 'a--', pv_size: `${(volume.sizeBytes / 1024 ** 3).toFixed(2)}g`, pv_free: '0 ', pv_uuid: content.uuid }] : [];
  });
  const columns = (values.get('o') ?? values.get('options') ?? 'pv_name,vg_name,pv_fmt,pv_attr,pv_size,pv_free').split(',');
  const cell = (row: (typeof rows)[number], column: string): string => (row as Readonly<Record<string, string>>)[column] ?? '';
  if (values.get('reportformat') === 'json') {
    const items = rows.map((row) => `              {${columns.map((column) => `"${column}":"${cell(row, column)}"`).join(', ')}}`);
    call.write(`  {\n      "report": [\n          {\n              "pv": [\n${items.length === 0 ? '' : `${items.join(',\n')}\n`}              ]\n          }\n      ]\n  }\n`);
    return 0;
  }
  if (rows.length === 0) return 0;
  if (!given.has('noheadings')) call.write('  PV         VG Fmt  Attr PSize PFree\n');
  for (const row of rows) call.write(`  ${columns.map((column) => cell(row, column)).join(' ')}\n`);
  return 0;
}; // prettier-ignore

/** Settings of section `devices` where lvm.conf says nothing. */
const builtIn: Readonly<Record<string, string>> = {
  multipath_component_detection: '1',
  use_devicesfile: '0',
  global_filter: '["a|.*|"]',
  filter: '["a|.*|"]',
  scan_lvs: '0',
  external_device_info_source: '"none"',
};

/** What /etc/lvm/lvm.conf says of a setting, or what is built in. */
function settingOf(machine: Machine, name: string): string | undefined {
  const path = '/etc/lvm/lvm.conf';
  const text = machine.files.isFile(path) ? machine.files.readText(path) : '';
  const line = new RegExp(`^\\s*${name}\\s*=\\s*(.*?)\\s*$`, 'mu').exec(text);
  return line?.[1]?.replace(/^\[\s*|\s*\]$/gu, (bracket) => bracket.trim()) ?? builtIn[name];
}

/** lvmconfig --type full KEY... */
const lvmconfig: Program = (call) => {
  let status = 0;
  for (const key of call.args.filter((word) => word.includes('/'))) {
    const name = key.replace(/^devices\//u, '');
    const value = settingOf(call.machine, name);
    if (value === undefined) {
      call.writeError(`  Configuration node ${key} not found\n`);
      status = 5;
    } else call.write(`${name}=${value}\n`);
  }
  return Promise.resolve(status);
};

export const lvmPrograms: Readonly<Record<string, Program>> = {
  '/usr/sbin/pvs': pvs,
  '/usr/sbin/lvmconfig': lvmconfig,
};
