import { describe, expect, test } from 'vitest';
import { consoleBoot } from '../../../../../main/labs/practice/world/software/console.ts';
import { passTime } from '../../../../../main/labs/practice/pass-time.ts';
import { freshLab, reboot, type Lab } from './software-world.ts';

const path = 'export PATH=$PATH:/sbin:/usr/sbin; ';
const grub = '/boot/grub/grub.conf';

async function withXenKernel(): Promise<Lab> {
  const lab = await freshLab();
  await lab.ok('cd /mnt/dvd/Server; rpm -ivh kernel-xen-2.6.18-53.el5.i686.rpm');
  return lab;
}

/** Reboots and gives the power state in which the host is a good while later. */
async function fate(lab: Lab): Promise<string> {
  lab.host.shutDown('reboot');
  await passTime(lab.world, lab.world.advance(180_000));
  return lab.host.state.power;
}

describe('boot', () => {
  test('the package leaves the default on the plain kernel; changed, Xen runs', async () => {
    const lab = await withXenKernel();
    expect(await lab.ok(`grep ^default ${grub}`)).toBe('default=1\n');
    const before = await lab.ok('cat /proc/sys/kernel/random/boot_id');
    await reboot(lab);
    expect(await lab.ok('uname -r; ls /proc/xen 2>/dev/null | wc -l')).toBe('2.6.18-53.el5\n0\n');
    expect(await lab.ok('cat /proc/sys/kernel/random/boot_id')).not.toBe(before);
    await lab.ok(`sed -i 's/^default=.*/default=0/' ${grub}`);
    await reboot(lab);
    expect(await lab.ok('uname -r; cat /proc/xen/capabilities')).toBe('2.6.18-53.el5xen\ncontrol_d\n');
  });

  test('files in /var/run and /var/lock, and in their folders, are gone after a boot; the folders stay, and what lies deeper', async () => {
    const lab = await withXenKernel();
    await lab.ok(
      'mkdir -p /var/run/a/b /var/lock/c; for f in /var/run/x /var/run/a/y /var/run/a/b/z /var/lock/v /var/lock/c/w; do echo 1 > $f; done',
    );
    await reboot(lab);
    expect(
      await lab.ok(
        'cd /var; for f in run/x run/a/y run/a/b/z lock/v lock/c/w; do [ -e $f ] && echo $f; done; ls -d run/a lock/c',
      ),
    ).toBe('run/a/b/z\nlock/c\nrun/a\n');
  });

  test.each([
    ['a missing image', `s#/initrd-2.6.18-53.el5xen.img#/mpp-2.6.18-53.el5xen.img#`, 'Error 15: File not found'],
    ['an initrd line under Xen', `s#module /initrd-2.6.18-53.el5xen#initrd /initrd-2.6.18-53.el5xen#`, 'Error 19'],
    ['the image of the other kernel', `s#/initrd-2.6.18-53.el5xen.img#/initrd-2.6.18-53.el5.img#`, 'Attempted to kill init'],
    ['no image', `/module .initrd/d`, 'Unable to mount root fs'],
    ['the plain kernel under Xen', `s#module /vmlinuz-2.6.18-53.el5xen#module /vmlinuz-2.6.18-53.el5#`, 'Could not set up DOM0'],
  ])('%s stops the host until another entry is taken on the console', async (_what, edit, words) => {
    const lab = await withXenKernel();
    await lab.ok(`sed -i -e 's/^default=.*/default=0/' -e '${edit}' ${grub}`);
    expect(await fate(lab)).toBe('panic');
    expect(lab.host.state.console.join('\n')).toContain(words);
    expect(consoleBoot(lab.host, 9)).toBe(false);
    expect(consoleBoot(lab.host, 1)).toBe(true);
    await passTime(lab.world, lab.host.whenUp());
    expect(await lab.ok('uname -r')).toBe('2.6.18-53.el5\n');
  });

  test('an option counts from the image that booted, not from the file', async () => {
    const lab = await freshLab();
    await lab.ok(`${path}echo 'options qla2xxx ql2xmaxqdepth=16' >> /etc/modprobe.conf`);
    await reboot(lab);
    const depth = 'cat /sys/module/qla2xxx/parameters/ql2xmaxqdepth 2>/dev/null';
    expect((await lab.sh(depth)).stdout).toBe('');
    const image = '/boot/initrd-2.6.18-53.el5.img';
    await lab.ok(`${path}mkinitrd -f ${image} 2.6.18-53.el5`);
    expect(await lab.ok(`zcat ${image} | cpio -i --quiet --to-stdout etc/modprobe.conf | tail -1`)).toBe(
      'options qla2xxx ql2xmaxqdepth=16\n',
    );
    await reboot(lab);
    expect((await lab.sh(depth)).stdout).toBe('16\n');
  });

  test('the driver of the distribution refuses ql2xfailover and then is not there', async () => {
    const lab = await freshLab();
    await lab.ok(
      `${path}echo 'options qla2xxx ql2xfailover=0' >> /etc/modprobe.conf; mkinitrd -f /boot/initrd-2.6.18-53.el5.img 2.6.18-53.el5`,
    );
    await reboot(lab);
    expect(await lab.ok(`dmesg | grep -c 'Unknown parameter .ql2xfailover'; lsmod 2>/dev/null | grep -c qla2xxx; true`)).toMatch(
      /^[1-9]\n0\n$/u,
    );
  });
});

describe('packages', () => {
  test('dependencies, order, one transaction, what is there already', async () => {
    const lab = await freshLab();
    const missing = await lab.sh('cd /mnt/dvd/VT; rpm -ivh virt-manager-0.4.0-3.el5.i386.rpm nosuch.rpm');
    expect(missing).toMatchObject({ status: 1 });
    expect(missing.stderr).toContain('error: open of nosuch.rpm failed: No such file or directory\n');
    const needs = await lab.sh('cd /mnt/dvd/VT; rpm -ivh python-virtinst-0.103.0-3.el5.noarch.rpm');
    expect(needs.stderr).toContain(
      'error: Failed dependencies:\n\tlibvirt-python >= 0.2.1-1 is needed by python-virtinst-0.103.0-3.el5.noarch\n',
    );
    const all =
      'cd /mnt/dvd; rpm -ivh Server/kernel-xen-2*.rpm Server/bridge-utils-*.rpm Server/dnsmasq-*.rpm Server/xen-libs-*.rpm VT/libvirt-0*.rpm VT/libvirt-python-*.rpm VT/python-virtinst-*.rpm VT/xen-3*.rpm';
    expect((await lab.ok(all)).split('\n').at(-2)).toMatch(/^ {3}8:xen {20}#{43} \[100%\]$/u);
    const again = await lab.sh('rpm -ivh /mnt/dvd/VT/xen-3.0.3-41.el5.i386.rpm');
    expect(again).toMatchObject({ status: 1 });
    expect(again.stderr).toContain('\tpackage xen-3.0.3-41.el5 is already installed\n');
    expect((await lab.sh('rpm -e bridge-utils')).stderr).toBe(
      'error: Failed dependencies:\n\tbridge-utils is needed by (installed) libvirt-0.2.3-9.el5.i386\n\tbridge-utils is needed by (installed) xen-3.0.3-41.el5.i386\n',
    );
    expect((await lab.sh('rpm -q xen nosuch libvirt')).stdout).toBe(
      'xen-3.0.3-41.el5\npackage nosuch is not installed\nlibvirt-0.2.3-9.el5\n',
    );
  });

  test('make install of RDAC did all of its work or none, whenever one looks', async () => {
    const lab = await freshLab();
    await lab.ok('cd /root; tar xzf rdac-LINUX-09.01.C5.11-source.tar.gz; cd linuxrdac-09.01.C5.11; make');
    const there = async (): Promise<string> =>
      lab.ok('ls -d /opt/mpp/makefile.saved /usr/sbin/mppUpdate /boot/mpp-*.img 2>/dev/null | wc -l');
    const seen: string[] = [];
    const installed = { yet: false };
    const installing = lab.ok('cd /root/linuxrdac-09.01.C5.11; make install').then(() => (installed.yet = true));
    while (!installed.yet) seen.push((await there()).trim());
    await installing;
    expect(seen.length).toBeGreaterThan(3);
    expect([...new Set(seen)].filter((count) => count !== '0' && count !== '3')).toEqual([]);
    expect((await there()).trim()).toBe('3');
  });

  test('RDAC refuses without headers and without compiler, and over an old package', async () => {
    const lab = await freshLab();
    const build = 'cd /root; tar xzf rdac-LINUX-09.01.C5.11-source.tar.gz; cd linuxrdac-09.01.C5.11; make';
    await lab.ok('rpm -e kernel-devel');
    expect((await lab.sh(build)).stdout).toBe('Kernel source is not installed\n');
    await lab.ok('rpm -ivh /mnt/dvd/Server/kernel-devel-*.rpm; rpm -e gcc');
    expect((await lab.sh(build)).stdout).toBe('GCC rpm is not installed\n');
    await lab.ok('rpm -ivh /mnt/dvd/Server/gcc-4*.rpm');
    await lab.ok(`${build} && make install`);
    expect((await lab.sh(`cd /root/linuxrdac-09.01.C5.11; make install`)).stdout).toContain(
      'The system has old MPP driver package installed.',
    );
    await lab.ok('cd /root/linuxrdac-09.01.C5.11; make uninstall');
    expect(await lab.ok('ls /opt/mpp /boot/mpp* 2>&1 | grep -c "No such file"; grep -c MPP /etc/modprobe.conf; true')).toBe(
      '2\n0\n',
    );
  });

  test('without Xen the tools say so', async () => {
    const lab = await freshLab('x86_64', 7);
    await lab.ok('cd /mnt/dvd; rpm -ivh --nodeps VT/xen-3*.rpm Server/xen-libs*.rpm');
    expect(await lab.ok(`${path}uname -m; service xend start`)).toBe('x86_64\n');
    expect((await lab.sh(`${path}xm list`)).stderr).toBe(
      'Error: Unable to connect to xend: No such file or directory. Is xend running?\n',
    );
  });
});
