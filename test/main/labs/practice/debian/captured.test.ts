import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { debianLab, type DebianLab } from './debian-world.ts';

/** What a real host answered: Debian 12, Xen 4.17.7, multipath-tools 0.9.4, open-iscsi 2.1.8. */
function captured(path: string): string {
  return readFileSync(new URL(`../../../../fixtures/probes/${path}`, import.meta.url), 'utf8');
}

/** multipath.conf of the captured host. */
const configuration = `defaults {
    user_friendly_names yes
    find_multipaths no
    polling_interval 2
    max_polling_interval 4
    path_grouping_policy group_by_prio
    prio alua
    failback immediate
    no_path_retry 30
    fast_io_fail_tmo 5
}
blacklist {
    devnode "^vd"
}
`;

/** Numbers and names of disks follow the order of discovery, which differs from start to start; SCSI hosts were 6 and 7 there, and are 8 and 9 here. */
function comparable(text: string): string {
  return text.replace(/ dm-\d+ /gu, ' dm-N ').replace(/- [68]:0:0:/gu, '- B:0:0:').replace(/- [79]:0:0:/gu, '- A:0:0:').replace(/ sd[a-z] +\d+:\d+ +/gu, ' sdX N ').split(/^(?=mpath)/mu).sort().join(''); // prettier-ignore
}

/** A host with the captured host's LUNs, names and order of sessions: the second fabric's first. */
async function capturedHost(): Promise<DebianLab> {
  const names = ['xen_lun0', 'xen_lun1', 'xen_lun2', 'xen_lun3'];
  const lab = await debianLab('multipath', { unlike: { luns: names.map((name) => ({ name, gigabytes: 300 / 1024 })) } });
  await lab.ok('iscsiadm -m node --logout');
  const bindings = [['mpatha', '2'], ['mpathb', '0'], ['mpathc', '3'], ['mpathd', '1']].map(([name, lun]) => `${name ?? ''} 3600140560a0b80000f00${lun ?? ''}00000000000\n`);
  lab.host.files.write('/etc/multipath.conf', configuration);
  lab.host.files.write('/etc/multipath/bindings', bindings.join(''));
  await lab.ok('systemctl restart multipathd');
  await lab.ok('iscsiadm -m node -p 10.77.2.2 --login && iscsiadm -m node -p 10.77.1.2 --login');
  await lab.pass(10_000);
  return lab;
} // prettier-ignore

describe('a practice host prints what the captured host printed', () => {
  let lab: DebianLab;
  beforeAll(async () => {
    lab = await capturedHost();
  });

  test('maps of a host in health', async () => {
    expect(comparable(await lab.ok('multipath -ll'))).toBe(comparable(captured('multipath.maps/after-all.txt')));
  });

  test('maps as JSON have the same members in the same places', async () => {
    const shape = (text: string): readonly string[] =>
      text.split('\n').map((line) => line.replace(/ : (?:"[^"]*"|-?\d+)/u, ' : VALUE'));
    expect(shape(await lab.ok('multipathd show maps json'))).toEqual(shape(captured('multipath.daemonMaps/healthy.txt')));
  });

  test('sessions', async () => {
    const normal = (text: string): string =>
      text
        .replace(/Initiatorname: \S+/gu, 'Initiatorname: OWN')
        .replace(/Iface IPaddress: \S+/gu, 'Iface IPaddress: OWN')
        .replace(/scsi disk sd[a-z]/gu, 'scsi disk sdX')
        .replace(/SID: \d+/gu, 'SID: N')
        .replace(/(Host Number: |scsi)\d+/gu, '$1N');
    expect(normal(await lab.ok('iscsiadm -m session -P 3'))).toBe(normal(captured('iscsi.sessions/two.txt')));
  });

  test('the hypervisor', async () => {
    const real = captured('xl.info/debian-12.txt');
    const constant = (text: string): readonly string[] =>
      text.split('\n').filter((line) => !/^(?:free_memory|xen_commandline|host) /u.test(line));
    expect(constant(await lab.ok('xl info'))).toEqual(constant(real));
  });

  test('the kernel', async () => {
    expect(await lab.ok('uname -a')).toBe(captured('host.identity/debian-12.txt'));
  });
});
