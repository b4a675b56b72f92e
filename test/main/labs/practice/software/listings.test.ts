import { beforeAll, describe, expect, test } from 'vitest';
import { passTime } from '../../../../../main/labs/practice/pass-time.ts';
import { run } from '../small-world.ts';
import { articleListing, comparableLines, listing } from '../../../../support/article-listings.ts';
import { freshLab, reboot, type Lab } from './software-world.ts';

const path = 'export PATH=$PATH:/sbin:/usr/sbin; ';

/** The article from its first command to both guests, as a person types it. */
describe('the article on one host', () => {
  let lab: Lab;
  const shown: Record<number, string> = {};
  let asked = '';

  beforeAll(async () => {
    lab = await freshLab();
    const ok = (script: string): Promise<string> => lab.ok(path + script);
    for (const command of articleListing(1).lines) await ok(`cd /mnt/dvd/Server; ${command}`);
    await ok("sed -i 's/^default=.*/default=0/' /boot/grub/grub.conf");
    await reboot(lab);
    shown[2] = await ok('uname -a');
    for (const command of articleListing(3).lines) await ok(`cd /mnt/dvd/Server; ${command}`);
    for (const command of articleListing(4).lines) await ok(`cd /mnt/dvd/VT; ${command}`);
    await ok('service xend start');
    await ok(
      'cd /root; tar xzf qla2xxx-v8.01.07.15-2-dist.tgz; cd qlogic; ./drvrsetup; cd qla2xxx-8.01.07.15; ./extras/build.sh install',
    );
    await ok(`echo '${listing(7).trim()}' >> /etc/modprobe.conf`);
    shown[7] = await ok('grep ql2xfailover /etc/modprobe.conf');
    await ok('cd /root; tar xzf rdac-LINUX-09.01.C5.11-source.tar.gz; cd linuxrdac-09.01.C5.11; make; make install');
    const stanza = `awk '/^title/ { n++ } n == 1' /boot/grub/grub.conf | sed -e 's/Server (/Server with RDAC driver (/' -e 's/initrd-/mpp-/'`;
    await ok(`${stanza} > /tmp/stanza; sed -i '/^hiddenmenu/r /tmp/stanza' /boot/grub/grub.conf`);
    shown[8] = await ok("awk '/^title/ { n++ } n == 1' /boot/grub/grub.conf");
    await reboot(lab);
    shown[9] = await ok('/opt/mpp/lsvdev');
    await ok(`cat > /tmp/vnet0.xml <<'E'
<network>
  <name>vnet0</name>
  <forward dev='eth0'/>
  <bridge name='vnet0' stp='on' forwardDelay='0' />
  <ip address='192.168.100.1' netmask='255.255.255.0'>
    <dhcp><range start='192.168.100.128' end='192.168.100.254' /></dhcp>
  </ip>
</network>
E
virsh net-define /tmp/vnet0.xml; virsh net-start vnet0; virsh net-autostart vnet0`);
    await ok('mkdir -p /var/www/html/rhel51; cp -a /mnt/dvd/. /var/www/html/rhel51/; service httpd start');
    await ok('iptables -I INPUT -p tcp --dport 80 -j ACCEPT');
    const install =
      'virt-install --vcpus 2 --paravirt --location http://192.168.100.1/rhel51 --network network:vnet0 --vnc --noautoconsole';
    await ok(
      `${install} --name test0 --ram 512 --file /dev/sdb --uuid dddf02f6-5f90-74a5-0098-365a51b54282 --mac 00:16:3e:79:2f:e1`,
    );
    await passTime(lab.world, lab.world.advance(600_000));
    asked = await ok("grep -e '^m' /etc/xen/test0");
    await ok(
      `sed -i -e 's/^maxmem.*/maxmem = 1000/' -e 's/^memory.*/memory = 500/' -e 's#^disk.*#disk = [ "phy:/dev/sdb,xvda,w", "phy:/dev/sdc,xvdb,w", "phy:/dev/sdd,xvdc,w" ]#' /etc/xen/test0`,
    );
    shown[10] = await ok('cat /etc/xen/test0');
    await ok(`sed -i 's/xvd\\([abc]\\)/hd\\1/g' /etc/xen/test0`);
    shown[11] = await ok('grep ^disk /etc/xen/test0');
    await ok('xm create test0');
    await passTime(lab.world, lab.world.machine('test0').whenUp());
    await ok(`printf 'n\\np\\n1\\n\\n\\nw\\n' | fdisk /dev/sde; mkfs.ext3 -q /dev/sde1; mount /dev/sde1 /var/lib/xen/images`);
    await ok(
      `${install} --name test1 --ram 600 --file /var/lib/xen/images/test1-xvda.img --file-size 6.2 --nonsparse --uuid 53b39c1e9edc6143a06d4011154beab9 --mac 00:16:3e:7b:78:63`,
    );
    await passTime(lab.world, lab.world.advance(600_000));
    await ok('cd /var/lib/xen/images; for n in b c; do dd if=/dev/zero of=test1-xvd$n.img bs=1M count=0 seek=2048; done');
    await ok(
      `sed -i -e 's/^uuid.*/uuid = "53b39c1e9edc6143a06d4011154beab9"/' -e 's/^maxmem.*/maxmem = 1000/' -e 's#^disk.*#disk = [ "tap:aio:/var/lib/xen/images/test1-xvda.img,xvda,w", "tap:aio:/var/lib/xen/images/test1-xvdb.img,xvdb,w", "tap:aio:/var/lib/xen/images/test1-xvdc.img,xvdc,w" ]#' /etc/xen/test1`,
    );
    shown[13] = await ok('cat /etc/xen/test1');
    await ok('xm create test1');
    await passTime(lab.world, lab.world.machine('test1').whenUp());
    shown[5] = await ok('xm info');
    shown[6] = await ok('xm list Domain-0');
  }, 120_000);

  test.each([2, 5, 6, 7, 8, 9, 10, 11, 13])('Listing %i', (number) => {
    expect(comparableLines(number, shown[number] ?? '')).toEqual(articleListing(number).lines);
  });

  test('virt-install writes the memory that it was asked for, as most and at the start', () => {
    expect(asked).toBe('maxmem = 512\nmemory = 512\n');
  });

  test('both guests run and see their disks by the names of their configuration', async () => {
    expect((await lab.ok(`${path}xm list`)).split('\n').slice(1, -1).map((line) => line.split(/\s+/u)[0])).toEqual(['Domain-0', 'test0', 'test1']); // prettier-ignore
    expect((await run(lab.world.machine('test0'), "/sbin/fdisk -l 2>/dev/null | grep '^Disk /' | cut -d: -f1")).stdout).toBe(
      'Disk /dev/hda\nDisk /dev/hdb\nDisk /dev/hdc\n',
    );
    expect((await run(lab.world.machine('test1'), '/bin/uname -r; /sbin/lsmod | grep -c ^xen')).stdout).toBe(
      '2.6.18-53.el5xen\n2\n',
    );
  });

  test('a paused guest keeps the processor seconds that it used, and uses no more', async () => {
    const seconds = async (): Promise<number> => Number(/^test0 .* ([\d.]+)$/mu.exec(await lab.ok(`${path}xm list`))?.[1]);
    const inXentop = async (): Promise<number> =>
      Number(/^ *test0 +\S+ +(\d+)/mu.exec(await lab.ok(`${path}xentop -b -i1`))?.[1]);
    const before = await seconds();
    expect(before).toBeGreaterThan(1);
    await lab.ok(`${path}xm pause test0`);
    const paused = await seconds();
    expect(paused).toBeGreaterThanOrEqual(before);
    await lab.ok('sleep 100');
    expect(await seconds()).toBe(paused);
    expect(await inXentop()).toBe(Math.floor(paused));
    await lab.ok(`${path}xm unpause test0; sleep 100`);
    expect(await seconds()).toBeGreaterThan(paused);
    expect(await seconds()).toBeLessThan(paused + 10);
  });

  test('a guest asks for a login on its console as long as its inittab has a getty there', async () => {
    const guest = lab.world.machine('test0');
    const gettys = async (): Promise<string> => (await run(guest, 'ps -e -o args= | grep -c "^/sbin/agett[y] xvc0"')).stdout;
    const asked = (): number => guest.state.console.filter((line) => line === 'test0 login: ').length;
    const before = asked();
    expect(before).toBeGreaterThan(0);
    expect(await gettys()).toBe('1\n');
    await run(guest, 'cp /etc/inittab /root/inittab; sed -i /xvc0/d /etc/inittab; /sbin/telinit q');
    expect(await gettys()).toBe('0\n');
    await run(guest, 'cp /root/inittab /etc/inittab; /sbin/telinit q; /sbin/telinit q');
    expect(await gettys()).toBe('1\n');
    expect(asked()).toBe(before + 1);
  });

  test('a disk of a guest is refused to another and to a mount', async () => {
    await lab.ok(`sed -e 's/test0/other/' /etc/xen/test0 > /etc/xen/other`);
    const refused = await lab.sh(`${path}xm create other`);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toBe(
      'Error: Device 768 (vbd) could not be connected.\nDevice /dev/sdb is mounted in a guest domain,\nand so cannot be mounted now.\n',
    );
    expect((await lab.sh(`${path}xm create test0`)).stderr).toMatch(/^Error: VM name 'test0' already in use by domain \d+\n$/u);
  });

  test('an edited configuration shows after shutdown and create, not after a reboot', async () => {
    await lab.ok(`sed -i 's/, "phy:.dev.sdd,hdc,w"//' /etc/xen/test0`);
    const guest = lab.world.machine('test0');
    const disks = async (): Promise<string> => (await run(guest, "grep -c 'hd[a-z]$' /proc/partitions")).stdout.trim();
    await lab.ok(`${path}xm reboot -w test0`);
    await passTime(lab.world, guest.whenUp());
    expect(await disks()).toBe('3');
    await lab.ok(`${path}xm shutdown -w test0; xm create test0`);
    await passTime(lab.world, guest.whenUp());
    expect(await disks()).toBe('2');
  });

  test('a power cut of the host takes its guests along; they are not there after its boot', async () => {
    lab.host.reset();
    await passTime(lab.world, lab.host.whenUp());
    expect(lab.world.machine('test0').state.power).toBe('off');
    expect(await lab.ok(`${path}xm list | wc -l`)).toBe('2\n');
    expect(await lab.ok(`${path}virsh net-list | grep -c active`)).toBe('2\n');
  });
});
