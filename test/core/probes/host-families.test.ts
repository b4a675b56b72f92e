import { describe, expect, it } from 'vitest';
import { networkFirewall } from '../../../core/probes/firewall.ts';
import { grubConfiguration } from '../../../core/probes/grub.ts';
import { guestLeases } from '../../../core/probes/guest-access.ts';
import { guestConfiguration } from '../../../core/probes/guest-config.ts';
import { hostHardware, hostIdentity, hostRelease } from '../../../core/probes/host.ts';
import { httpTree } from '../../../core/probes/http.ts';
import { initrdContents } from '../../../core/probes/initrd.ts';
import { kernelStorageLog } from '../../../core/probes/logs.ts';
import { hostLoginTerminals } from '../../../core/probes/login-terminals.ts';
import { modprobeConfiguration, modulesInfo, modulesLoaded } from '../../../core/probes/modules.ts';
import { networkBridges } from '../../../core/probes/network.ts';
import { rdacPackage } from '../../../core/probes/rdac-package.ts';
import { rpmPackages } from '../../../core/probes/rpm.ts';
import { serviceStatus } from '../../../core/probes/service.ts';
import { virshDomains, virshNetwork } from '../../../core/probes/virsh.ts';
import { xmDomain } from '../../../core/probes/xm-domain.ts';
import { xendLog } from '../../../core/probes/xend.ts';
import { frontendName, xmBlockList, xmInfo, xmList } from '../../../core/probes/xm.ts';
import { factsOf, outputOf } from './fixtures.ts';

describe('the host', () => {
  it('is identified as in listing 2, and tells the Xen kernel from the plain one', () => {
    expect(factsOf(hostIdentity, 'article')).toEqual({
      kernel: 'Linux',
      node: 'xenhost',
      release: '2.6.18-53.el5xen',
      version: '#1 SMP Wed Oct 10 17:06:12 EDT 2007',
      machine: 'i686',
      processor: 'i686',
      platform: 'i386',
      system: 'GNU/Linux',
      xenKernel: true,
    });
    expect(factsOf(hostIdentity, 'plain-kernel').xenKernel).toBe(false);
    expect(factsOf(hostIdentity, 'debian-12')).toMatchObject({ machine: 'x86_64', processor: '', xenKernel: false });
  });

  it('has its release in parts, or none', () => {
    expect(factsOf(hostRelease, 'rhel-5-1')).toEqual({
      present: true,
      product: 'Red Hat Enterprise Linux Server',
      version: '5.1',
      major: 5,
      minor: 1,
      codename: 'Tikanga',
    });
    expect(factsOf(hostRelease, 'absent').present).toBe(false);
  });

  it('shows its machine and both functions of the adapter', () => {
    const facts = factsOf(hostHardware, 'x3550');
    expect(facts).toMatchObject({ manufacturer: 'IBM', product: 'IBM System x3550 -[7978AC1]-', memoryKibibytes: 2998272 });
    expect(facts.processors).toHaveLength(4);
    expect(facts.fibreChannelPorts.map((port) => port.address)).toEqual(['06:00.0', '06:00.1']);
    expect(factsOf(hostHardware, 'nothing-found')).toMatchObject({ product: '', fibreChannelPorts: [] });
  });

  it('says which packages are there, by name, version and architecture', () => {
    const facts = factsOf(rpmPackages, 'listing-1-3');
    expect(facts.packages[0]).toEqual({ name: 'kernel-xen', version: '2.6.18', release: '53.el5', architecture: 'i686' });
    expect(facts.missing).toEqual(['virt-manager']);
  });

  it('is not taken to have packages that rpm did not speak of', () => {
    const parsed = rpmPackages.parse(outputOf('xen|3.0.3|41.el5|i386\n'), { names: 'xen libvirt' });
    expect(parsed).toMatchObject({ ok: false, problem: { code: 'output-cut' } });
  });

  it('asks rpm for whole words', () => {
    expect(rpmPackages.parameters.safeParse({ names: 'xen; reboot' }).success).toBe(false);
    expect(rpmPackages.command({ names: 'xen, libvirt' })).toMatch(/ xen libvirt$/u);
  });
});

describe('the boot loader', () => {
  it('has the stanza of listing 8, which is a Xen one and the default', () => {
    const facts = factsOf(grubConfiguration, 'rdac');
    expect(facts).toMatchObject({
      defaultIndex: 0,
      defaultTitle: 'Red Hat Enterprise Linux Server with RDAC driver (2.6.18-53.el5xen)',
    });
    expect(facts.stanzas[0]).toMatchObject({
      isDefault: true,
      kind: 'xen',
      root: '(hd0,0)',
      kernel: { path: '/xen.gz-2.6.18-53.el5', arguments: '', exists: true },
      modules: [
        { path: '/vmlinuz-2.6.18-53.el5xen', arguments: 'ro root=LABEL=/ rhgb quiet', exists: true },
        { path: '/mpp-2.6.18-53.el5xen.img', arguments: '', exists: true },
      ],
      initrd: { path: '', exists: false },
    });
    expect(facts.stanzas.map((stanza) => [stanza.index, stanza.kind])).toEqual([
      [0, 'xen'],
      [1, 'xen'],
      [2, 'linux'],
    ]);
  });

  it("shows the installer's example for what it is, and the image that is not there", () => {
    const stanza = factsOf(grubConfiguration, 'installer-example').stanzas[1];
    expect(stanza).toMatchObject({
      isDefault: true,
      kind: 'linux',
      modules: [],
      initrd: { path: '/mpp-2.6.18-53.el5xen.img', exists: false },
    });
  });

  it('knows a saved default, chain loaders and a /boot without a partition', () => {
    const facts = factsOf(grubConfiguration, 'saved-no-partition');
    expect(facts).toMatchObject({ defaultIndex: null, defaultTitle: '' });
    expect(facts.stanzas[0]).toMatchObject({ kernel: { exists: true, arguments: 'dom0_mem=512M' } });
    expect(facts.stanzas[1]).toMatchObject({
      kind: 'other',
      others: [
        { name: 'rootnoverify', value: '(hd0,0)' },
        { name: 'chainloader', value: '+1' },
      ],
    });
  });
});

describe('modules', () => {
  it('of an initrd, with the options that they are loaded with', () => {
    const facts = factsOf(initrdContents, 'mpp');
    expect(facts.moduleFiles).toContain('lib/mppVhba.ko');
    expect(facts.loads.find((load) => load.module === 'qla2xxx')?.options).toBe('ql2xfailover=0');
    expect(facts.loads.map((load) => load.module)).toEqual(['scsi_mod', 'sd_mod', 'mppUpper', 'qla2xxx', 'mppVhba']);
    expect(factsOf(initrdContents, 'options-file').options).toEqual([
      {
        module: 'qla2xxx',
        parameters: [
          { name: 'ql2xfailover', value: '0' },
          { name: 'ql2xmaxqdepth', value: '16' },
        ],
        file: '',
      },
    ]);
    expect(factsOf(initrdContents, 'absent')).toMatchObject({ present: false, readable: false });
  });

  it('that are loaded, with who uses them', () => {
    const { modules } = factsOf(modulesLoaded, 'dom0');
    expect(modules.find((module) => module.name === 'blktap')).toMatchObject({ uses: 2, permanent: true, usedBy: [] });
    expect(modules.find((module) => module.name === 'scsi_mod')?.usedBy).toContain('mppVhba');
  });

  it('as they describe themselves', () => {
    const facts = factsOf(modulesInfo, 'qla2xxx');
    expect(facts).toMatchObject({
      found: true,
      version: '8.01.07.15',
      depends: ['scsi_mod', 'scsi_transport_fc', 'firmware_class'],
    });
    expect(facts.parameters[0]?.name).toBe('ql2xfailover');
    expect(factsOf(modulesInfo, 'not-found')).toMatchObject({ present: true, found: false });
    expect(factsOf(modulesInfo, 'no-modinfo')).toMatchObject({ present: false, found: false });
  });

  it('as configured', () => {
    const facts = factsOf(modprobeConfiguration, 'rdac');
    expect(facts.aliases).toContainEqual({ name: 'scsi_hostadapter2', module: 'qla2xxx' });
    expect(facts.options).toEqual([
      { module: 'qla2xxx', parameters: [{ name: 'ql2xfailover', value: '0' }], file: '' },
      { module: 'loop', parameters: [{ name: 'max_loop', value: '64' }], file: '/etc/modprobe.d/loop' },
    ]);
  });

  it('of RDAC, by kernel', () => {
    const facts = factsOf(rdacPackage, 'installed');
    expect(facts.modules.map((module) => [module.kernel, module.name])).toEqual([
      ['2.6.18-53.el5xen', 'mppUpper'],
      ['2.6.18-53.el5xen', 'mppVhba'],
    ]);
    expect(facts.images).toEqual([{ file: 'mpp-2.6.18-53.el5xen.img', kernel: '2.6.18-53.el5xen' }]);
    expect(factsOf(rdacPackage, 'absent')).toMatchObject({ present: false, modules: [], images: [] });
  });
});

describe('a service', () => {
  it('runs or not, and starts at boot or not', () => {
    expect(factsOf(serviceStatus, 'httpd-running')).toMatchObject({ present: true, running: true, startsAtBoot: true });
    expect(factsOf(serviceStatus, 'httpd-stopped')).toMatchObject({
      present: true,
      running: false,
      exit: 3,
      listed: true,
      startsAtBoot: false,
    });
    expect(factsOf(serviceStatus, 'unknown')).toMatchObject({
      present: false,
      running: false,
      listed: false,
      startsAtBoot: false,
    });
  });
});

describe('xm', () => {
  it('info is listing 5', () => {
    expect(factsOf(xmInfo, 'article')).toMatchObject({
      host: 'xenhost',
      cpus: 4,
      totalMemoryMebibytes: 4095,
      freeMemoryMebibytes: 20,
      xenMajor: 3,
      xenMinor: 1,
      xenExtra: '.0-53.el5',
      hardwareCapabilities: 'bfebfbff:20100000:00000000:00000140:0004e3bd:00000000:00000001',
      hardwareVirtualization: true,
      configFormat: 2,
      others: [],
    });
  });

  it('list is listing 6, and tells a crashed guest', () => {
    expect(factsOf(xmList, 'article').domains).toEqual([
      { name: 'Domain-0', id: 0, memoryMebibytes: 2928, vcpus: 4, state: 'r-----', crashed: false, cpuSeconds: 61790.3 },
    ]);
    expect(factsOf(xmList, 'guests').domains.map((domain) => [domain.name, domain.crashed])).toEqual([
      ['Domain-0', false],
      ['test0', false],
      ['test1', true],
    ]);
  });

  it('refuses in words that are facts', () => {
    expect(factsOf(xmList, 'xend-down')).toEqual({
      present: true,
      answered: false,
      refusal: 'Error: Unable to connect to xend: Connection refused. Is xend running?',
      domains: [],
    });
    expect(factsOf(xmInfo, 'absent')).toMatchObject({ present: false, answered: false, refusal: '' });
  });

  it('shows a domain with its disks, those of blktap too', () => {
    const facts = factsOf(xmDomain, 'test0');
    expect(facts).toMatchObject({
      exists: true,
      id: 5,
      memoryMebibytes: 500,
      maximumMebibytes: 1000,
      bootloader: '/usr/bin/pygrub',
    });
    expect(facts.disks.map((disk) => [disk.deviceClass, disk.source, disk.frontend, disk.mode])).toEqual([
      ['vbd', 'phy:/dev/sdb', 'hda', 'w'],
      ['tap', 'tap:aio:/var/lib/xen/images/a.img', 'xvdb', 'r'],
    ]);
    expect(facts.vifs).toEqual([{ mac: '00:16:3e:79:2f:e1', bridge: 'vnet0' }]);
    expect(factsOf(xmDomain, 'unknown')).toMatchObject({ answered: true, exists: false });
    expect(factsOf(xmDomain, 'xend-down')).toMatchObject({ answered: false, exists: false });
  });

  it('counts devices as the kernel does', () => {
    expect([51712, 51728, 51744, 768, 832, 5632, 2048, 51713, 7].map(frontendName)).toEqual([
      'xvda',
      'xvdb',
      'xvdc',
      'hda',
      'hdb',
      'hdc',
      'sda',
      'xvda1',
      '',
    ]);
    expect(factsOf(xmBlockList, 'three').devices.map((device) => [device.frontend, device.connected])).toEqual([
      ['xvda', true],
      ['xvdb', true],
      ['hdc', true],
    ]);
  });

  it('has a log with entries of several lines', () => {
    const facts = factsOf(xendLog, 'tail');
    expect(facts.before).toHaveLength(1);
    expect(facts.entries.map((entry) => [entry.level, entry.process, entry.more.length])).toEqual([
      ['DEBUG', 3021, 0],
      ['DEBUG', 3021, 0],
      ['INFO', null, 0],
      ['ERROR', 3021, 2],
    ]);
  });
});

describe('a guest', () => {
  it('is configured as in listings 10, 11 and 13', () => {
    expect(factsOf(guestConfiguration, 'listing-10')).toMatchObject({
      name: 'test0',
      memoryMebibytes: 500,
      maximumMebibytes: 1000,
      vcpus: 2,
      bootloader: '/usr/bin/pygrub',
      vifs: [{ mac: '00:16:3e:79:2f:e1', bridge: 'vnet0' }],
    });
    expect(factsOf(guestConfiguration, 'listing-11').disks.map((disk) => disk.device)).toEqual(['hda', 'hdb', 'hdc']);
    const test1 = factsOf(guestConfiguration, 'listing-13');
    expect(test1.uuidDigits).toBe('53b39c1e9edc6143a06d4011154beab9');
    expect(test1.disks[2]).toEqual({
      text: 'tap:aio:/var/lib/xen/images/test1-xvdc.img,xvdc,w',
      kind: 'tap:aio',
      source: '/var/lib/xen/images/test1-xvdc.img',
      device: 'xvdc',
      mode: 'w',
    });
  });

  it('may be configured by hand: other quotes, comments, lists over lines', () => {
    const facts = factsOf(guestConfiguration, 'by-hand');
    expect(facts).toMatchObject({ name: 'test2', memoryMebibytes: 256, maximumMebibytes: null, bootloader: '' });
    expect(facts.disks.map((disk) => [disk.kind, disk.source, disk.device, disk.mode])).toEqual([
      ['file', '/srv/test2.img', 'xvda1', 'w'],
      ['phy', 'sdg', 'xvdc:cdrom', 'r'],
    ]);
    const parsed = guestConfiguration.parse(outputOf('memory = 5 # of MiB, "x"\ndisk = [ \'a\' ] # end\n'), { name: 'x' });
    expect(parsed).toMatchObject({ ok: true, facts: { memoryMebibytes: 5, disks: [{ text: 'a', kind: '', source: '' }] } });
  });

  it.each([
    'memory = 5\nmemory = 6\n',
    'import os\n',
    'memory = 5 6\n',
    'disk = [ "a" "b" ]\n',
    'disk = [ "a"\n',
    'name = f("x")\n',
    'name = "x\n',
  ])('configuration %j is beyond what is read', (text) => {
    expect(guestConfiguration.parse(outputOf(text), { name: 'x' }).ok).toBe(false);
  });

  it('has its address by its MAC address', () => {
    expect(factsOf(guestLeases, 'two').leases.map((lease) => [lease.mac, lease.address])).toEqual([
      ['00:16:3e:79:2f:e1', '192.168.100.23'],
      ['00:16:3e:7b:78:63', '192.168.100.57'],
    ]);
  });

  it('has a login prompt on its console, where root may log in', () => {
    const guest = factsOf(hostLoginTerminals, 'guest');
    expect(guest.entries.filter(({ terminal }) => terminal !== '').map(({ id, terminal }) => [id, terminal])).toEqual([
      ['co', 'xvc0'],
      ['1', 'tty1'],
      ['2', 'tty2'],
    ]);
    expect(guest.entries[0]).toMatchObject({ id: 'id', levels: '3', action: 'initdefault', process: '' });
    expect(guest.secure).toEqual(['console', 'tty1', 'xvc0']);
    expect(factsOf(hostLoginTerminals, 'host').secure).not.toContain('xvc0');
    expect(factsOf(hostLoginTerminals, 'absent')).toMatchObject({ inittabPresent: false, securettyPresent: false });
  });

  it('is known to libvirt when it is shut off', () => {
    expect(factsOf(virshDomains, 'guests').domains[2]).toEqual({ id: null, name: 'test1', state: 'shut off' });
  });
});

describe('the network', () => {
  it('of guests is bound to an adapter, or to none', () => {
    expect(factsOf(virshNetwork, 'vnet0')).toMatchObject({
      forwards: true,
      forwardDevice: 'eth0',
      bridge: 'vnet0',
      address: '192.168.100.1',
      ranges: [{ start: '192.168.100.2', end: '192.168.100.254' }],
    });
    expect(factsOf(virshNetwork, 'default')).toMatchObject({ forwards: true, forwardDevice: '' });
    expect(factsOf(virshNetwork, 'unknown').refusal).toContain('Network not found');
  });

  it('has bridges with several interfaces, and with none', () => {
    expect(factsOf(networkBridges, 'xen').bridges.map((bridge) => [bridge.name, bridge.interfaces])).toEqual([
      ['virbr0', []],
      ['vnet0', ['vif5.0', 'vif6.0']],
      ['xenbr0', ['peth0', 'vif0.0']],
    ]);
  });

  it('lets connections to port 80 in, or not', () => {
    expect(factsOf(networkFirewall, 'rhel-default').verdict).toBe('REJECT');
    expect(factsOf(networkFirewall, 'port-80-open').verdict).toBe('ACCEPT');
    expect(factsOf(networkFirewall, 'stopped').verdict).toBe('ACCEPT');
  });

  it('serves an installation tree whole, in part, or not', () => {
    expect(factsOf(httpTree, 'served')).toMatchObject({ complete: true });
    const half = factsOf(httpTree, 'half');
    expect(half.complete).toBe(false);
    expect(half.files.map((file) => file.status)).toEqual([200, 404, 404]);
    expect(factsOf(httpTree, 'refused').files[0]).toMatchObject({
      exit: 7,
      status: 0,
      complaints: ["curl: (7) couldn't connect to host"],
    });
  });
});

describe('the kernel log', () => {
  it('tells what became of the paths', () => {
    expect(factsOf(kernelStorageLog, 'failover').entries.map((entry) => entry.kind)).toEqual([
      'driver-version',
      'loop-down',
      'port-timeout',
      'rdac-retry',
      'rdac-path-failed',
      'rdac-failover-started',
      'rdac-failover-done',
      'rdac-device-not-running',
      'loop-reset',
      'loop-up',
    ]);
  });
});
