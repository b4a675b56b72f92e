import { describe, expect, it } from 'vitest';
import { facts, judge, source, told } from './bench.ts';

/** Checkpoints about a host, its boot, its initiator, its files and its guests: each fails before it passes, with the cause by name. */

describe('the boot default', () => {
  const asked = (boot: unknown, check = 'default-is-xen') => judge('xen-default', check, { boot });
  it('is Xen by the package’s own file, and plain Linux where that is turned off', () => {
    expect(asked(told('grub2.configuration', 'xen-by-default')).outcome).toBe('pass');
    expect(asked(told('grub2.configuration', 'linux-by-default'))).toMatchObject({ outcome: 'fail', hint: { id: 'plain' } });
    const off = told('grub2.configuration', 'linux-by-default', (text) =>
      text.replace('XEN_OVERRIDE_GRUB_DEFAULT=1', 'XEN_OVERRIDE_GRUB_DEFAULT=0'),
    );
    expect(asked(off)).toMatchObject({ outcome: 'fail', hint: { id: 'overridden' } });
    expect(asked(told('grub2.configuration', 'saved'))).toMatchObject({ outcome: 'fail', hint: { id: 'once' } });
    const none = told('grub2.configuration', 'xen-by-default', (text) => text.replaceAll('multiboot2', '#'));
    expect(asked(none)).toMatchObject({ outcome: 'fail', hint: { id: 'no-entry' } });
  });

  it('names files that are there, and the hypervisor’s words', () => {
    expect(asked(told('grub2.configuration', 'xen-by-default'), 'default-complete').outcome).toBe('pass');
    const gone = told('grub2.configuration', 'xen-by-default', (text) => text.replace('\nxen-4.17-amd64.gz\n', '\n'));
    expect(asked(gone, 'default-complete')).toMatchObject({ outcome: 'fail', hint: { id: 'removed-kernel' } });
    expect(asked(told('grub2.configuration', 'xen-by-default'), 'hypervisor-words')).toMatchObject({
      outcome: 'fail',
      hint: { id: 'not-made' },
    });
    const given = told('grub2.configuration', 'xen-by-default', (text) =>
      text.replaceAll('.gz placeholder ', '.gz placeholder dom0_mem=1024M,max:1024M '),
    );
    expect(asked(given, 'hypervisor-words').outcome).toBe('pass');
  });
});

describe('the hypervisor', () => {
  it('answers with its version, or says why not', () => {
    expect(judge('hypervisor', 'version', { info: told('xl.info', 'debian-12') }).outcome).toBe('pass');
    const older = told('xl.info', 'debian-12', (text) =>
      text.replace('xen_version            : 4.17', 'xen_version            : 4.14'),
    );
    expect(judge('hypervisor', 'version', { info: older })).toMatchObject({ outcome: 'fail', hint: { id: 'other' } });
    const plain = facts('xl.info', { present: true, refusal: "ERROR:  Can't find hypervisor information in sysfs!" });
    expect(judge('hypervisor', 'version', { info: plain })).toMatchObject({ outcome: 'fail', hint: { id: 'not-on-xen' } });
    expect(judge('hypervisor', 'words-in-effect', { info: told('xl.info', 'debian-12') }).outcome).toBe('pass');
  });
});

describe('the initiator', () => {
  it('waits 5 seconds and not 120, in its file and in the records', () => {
    expect(judge('initiator-settings', 'settings-for-new', { initiator: told('iscsi.initiator', 'fabric') }).outcome).toBe(
      'pass',
    );
    const shipped = told('iscsi.initiator', 'fabric', (text) =>
      text.replace('replacement_timeout = 5', 'replacement_timeout = 120'),
    );
    expect(judge('initiator-settings', 'settings-for-new', { initiator: shipped })).toMatchObject({
      outcome: 'fail',
      hint: { id: 'other' },
    });
    expect(judge('portals', 'records', { nodes: told('iscsi.nodes', 'two-portals') })).toMatchObject({
      outcome: 'fail',
      hint: { id: 'old-settings' },
    });
    const updated = (text: string): string =>
      text
        .replaceAll('node.startup = manual', 'node.startup = automatic')
        .replaceAll('replacement_timeout = 120', 'replacement_timeout = 5')
        .replaceAll('noop_out_interval = 5', 'noop_out_interval = 2')
        .replaceAll('noop_out_timeout = 5', 'noop_out_timeout = 2');
    expect(judge('portals', 'records', { nodes: told('iscsi.nodes', 'two-portals', updated) }).outcome).toBe('pass');
    expect(judge('portals', 'records', { nodes: told('iscsi.nodes', 'none') })).toMatchObject({
      outcome: 'fail',
      hint: { id: 'not-found' },
    });
  });

  it('has a session over each portal', () => {
    expect(judge('portals', 'logged-in', { sessions: told('iscsi.sessions', 'two') }).outcome).toBe('pass');
    const lost = told('iscsi.sessions', 'two', (text) =>
      text.replace('iSCSI Session State: LOGGED_IN', 'iSCSI Session State: FAILED'),
    );
    expect(judge('portals', 'logged-in', { sessions: lost })).toMatchObject({ outcome: 'fail', hint: { id: 'lost' } });
    const slow = told('iscsi.sessions', 'two', (text) => text.replaceAll('Recovery Timeout: 5', 'Recovery Timeout: 120'));
    expect(judge('portals', 'logged-in', { sessions: slow })).toMatchObject({ outcome: 'fail', hint: { id: 'old-timeout' } });
    expect(judge('portals', 'logged-in', { sessions: facts('iscsi.sessions', { present: true, answered: true }) })).toMatchObject(
      { outcome: 'fail', hint: { id: 'none' } },
    );
  });
});

describe('multipath.conf', () => {
  const wanted = {
    arrayVendor: 'IBM',
    arrayProduct: '^1815',
    hardwareHandler: 'rdac',
    arraySettings: [{ name: 'failback', value: 'immediate', why: 'x' }],
    multipathSettings: [{ name: 'find_multipaths', value: 'yes', shown: 'on', why: 'x' }],
    luns: [0, 1].map((lun) => ({ lun, alias: `xen_lun${lun}`, wwid: `3600140560a0b80000f00${lun}00000000000`, ports: [] })),
  };
  const live = told('multipath.configuration', 'aliases');
  it('is read by the daemon: RDAC’s hardware handler, the settings, an alias for each WWID', () => {
    const from = source(undefined, wanted);
    const asked = (config: unknown, written: unknown = told('multipath.file', 'aliases'), at = from) =>
      judge('multipath-configuration', 'settings-in-effect', { config, written }, at);
    expect(asked(live).outcome).toBe('pass');
    const strict = told('multipath.configuration', 'aliases', (text) =>
      text.replace('find_multipaths "on"', 'find_multipaths "strict"'),
    );
    expect(asked(strict)).toMatchObject({ outcome: 'fail', hint: { id: 'not-read' } });
    expect(asked(strict, told('multipath.file', 'fabric'))).toMatchObject({ outcome: 'fail', hint: { id: 'conf-d' } });
    expect(asked(told('multipath.configuration', 'daemon-stopped'))).toMatchObject({
      outcome: 'fail',
      hint: { id: 'not-running' },
    });
    const other = source(undefined, { ...wanted, luns: [{ ...wanted.luns[0], alias: 'other' }] });
    expect(asked(live, told('multipath.file', 'fabric'), other).outcome).toBe('fail');
  });

  it('has an end to waiting', () => {
    const asked = (config: unknown) => judge('multipath-configuration', 'ends-waiting', { config }, source(undefined, wanted));
    expect(asked(live).outcome).toBe('pass');
    const feature = told('multipath.configuration', 'aliases', (text) =>
      text.replace('features "2 pg_init_retries 50"', 'features "1 queue_if_no_path"'),
    );
    expect(asked(feature)).toMatchObject({ outcome: 'fail', hint: { id: 'feature' } });
    const queue = told('multipath.configuration', 'aliases', (text) => text.replace('no_path_retry 30', 'no_path_retry "queue"'));
    expect(asked(queue)).toMatchObject({ outcome: 'fail', hint: { id: 'queue' } });
  });

  it('needs the WWID of every LUN', () => {
    const identity = facts('host.identity', { node: 'xenhost' });
    expect(judge('multipath-configuration', 'wwids-declared', { identity }).outcome).toBe('pass');
    const without = source(undefined, { luns: [{ lun: 0, alias: 'a', wwid: '', ports: [] }] });
    expect(judge('multipath-configuration', 'wwids-declared', { identity }, without).outcome).toBe('fail');
  });
});

describe('the initial RAM disk', () => {
  const from = source(undefined, {}, { kernelRelease: '6.1.0-56-amd64' });
  const file = (bytes: number) =>
    facts('filesystems.files', {
      files: [
        {
          path: '/etc/multipath.conf',
          exists: true,
          kind: 'regular file',
          bytes,
          allocatedBytes: 4096,
          fullyAllocated: true,
          mode: '644',
          owner: 'root',
          group: 'root',
        },
      ],
    });
  const conf = '-rw-r--r--   1 root     root          900 Nov 23 17:00 etc/multipath.conf\n';
  const image = (change: (text: string) => string) => told('initramfs.contents', 'without-configuration', change);
  it('has multipath and the file as it is', () => {
    const asked = (seen: unknown, bytes = 900) => judge('initial-ram-disk', 'in-image', { image: seen, file: file(bytes) }, from);
    const whole = image((text) => text.replace('-rwxr-xr-x', `${conf}-rwxr-xr-x`));
    expect(asked(whole).outcome).toBe('pass');
    expect(asked(whole, 901)).toMatchObject({ outcome: 'fail', hint: { id: 'old-file' } });
    expect(asked(image((text) => text.replace(/.*sbin\/multipath\n/u, '')))).toMatchObject({
      outcome: 'fail',
      hint: { id: 'no-hook' },
    });
    expect(asked(told('initramfs.contents', 'absent'))).toMatchObject({ outcome: 'fail', hint: { id: 'no-image' } });
  });

  it('was made before the host was restarted', () => {
    const seen = image((text) => text);
    const boot = (uptimeSeconds: number) => facts('host.boot', { bootId: 'x', uptimeSeconds });
    expect(judge('multipath-boot', 'restarted-since', { boot: boot(500), image: seen }, from).outcome).toBe('pass');
    expect(judge('multipath-boot', 'restarted-since', { boot: boot(50_000), image: seen }, from).outcome).toBe('fail');
  });
});

describe('units', () => {
  it('run and start at boot', () => {
    const asked = (unit: unknown) => judge('multipath-configuration', 'daemon-runs', { unit });
    expect(asked(told('systemd.unit', 'multipathd')).outcome).toBe('pass');
    expect(asked(told('systemd.unit', 'unknown'))).toMatchObject({ outcome: 'fail', hint: { id: 'absent' } });
    expect(asked(told('systemd.unit', 'disabled'))).toMatchObject({ outcome: 'fail', hint: { id: 'stopped' } });
    const now = told('systemd.unit', 'multipathd', (text) => text.replace('UnitFileState=enabled', 'UnitFileState=disabled'));
    expect(asked(now)).toMatchObject({ outcome: 'fail', hint: { id: 'not-at-boot' } });
    expect(judge('xen-services', 'domains-script', { unit: told('systemd.unit', 'xendomains') }).outcome).toBe('pass');
  });
});

describe('the bridge', () => {
  it('is a bridge with dom0’s address, and its port has a link', () => {
    const network = told('network.interfaces', 'bridge');
    expect(judge('bridge', 'bridge-up', { network }).outcome).toBe('pass');
    const named = source(undefined, { bridge: 'br7' });
    expect(judge('bridge', 'bridge-up', { network }, named)).toMatchObject({ outcome: 'fail', hint: { id: 'none' } });
    const bound = source(undefined, { bridgePort: 'eth0' });
    expect(judge('bridge', 'port-bound', { network }, bound)).toMatchObject({ outcome: 'fail', hint: { id: 'no-link' } });
    expect(judge('bridge', 'port-bound', { network }).outcome).toBe('not-applicable');
  });
});

describe('a guest’s file', () => {
  const text = (disk: string): string =>
    `name = 'test0'\ntype = 'pv'\nmemory = 256\nmaxmem = 256\nvcpus = 1\nbootloader = 'pygrub'\ndisk = [ '${disk}' ]\nvif = [ 'mac=00:16:3e:79:2f:e1,bridge=xenbr0' ]\n`;
  const asked = (disk: string) =>
    judge('lun-guest-configuration', 'file-right', { config: told('xl.configuration', 'test0', () => text(disk)) });
  it('names maps, never a single path', () => {
    expect(asked('phy:/dev/mapper/xen_lun0,xvda,w').outcome).toBe('pass');
    expect(asked('phy:/dev/sdb,xvda,w')).toMatchObject({ outcome: 'fail', hint: { id: 'sd-device' } });
    expect(asked('phy:/dev/mapper/mpatha,xvda,w')).toMatchObject({ outcome: 'fail', hint: { id: 'other-disk' } });
    expect(judge('lun-guest-configuration', 'file-right', { config: told('xl.configuration', 'absent') })).toMatchObject({
      outcome: 'fail',
      hint: { id: 'none' },
    });
  });
});

describe('packages', () => {
  it('are told as missing, half configured or removed', () => {
    const from = source(undefined, { multipathPackages: ['multipath-tools'] });
    const asked = (packages: unknown) => judge('multipath-packages', 'multipath-packages-installed', { packages }, from);
    expect(asked(told('dpkg.packages', 'removed'))).toMatchObject({ outcome: 'fail', hint: { id: 'removed' } });
    expect(
      asked(told('dpkg.packages', 'removed', (text) => text.replace('deinstall config-files', 'install half-configured'))),
    ).toMatchObject({ outcome: 'fail', hint: { id: 'half' } });
    expect(
      asked(told('dpkg.packages', 'removed', (text) => text.replace('deinstall config-files', 'install installed'))).outcome,
    ).toBe('pass');
  });
});
