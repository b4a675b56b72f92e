import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Inventory } from '../../../core/hosts/inventory.ts';
import { probes } from '../../../core/probes/registry.ts';
import type { Checked } from '../../../main/engine/check.ts';
import { askProbes, type Asked } from '../../../main/engine/ask-probes.ts';
import { defaultLabOptions } from '../../../main/labs/practice/lab-options.ts';
import { PracticeLab } from '../../../main/labs/practice/lab.ts';
import type { WorldOptions } from '../../../main/labs/practice/options.ts';
import { fixturesOf } from '../../core/probes/fixtures.ts';
import { missingForRealHosts, startRealHost, type RealHost } from '../../hosts/real-host.ts';
import { rhel5Files } from '../../hosts/rhel5-files.ts';
import { missingForRootedHosts, startRootedHost } from '../../hosts/rooted-host.ts';
import { askAll, beginRun, type RunOnHosts } from '../../hosts/run-on-hosts.ts';

/** A procedure, and what family of practice hosts declares an inventory for it. */
const procedures = {
  'rhel5-rdac': {},
  'debian12-multipath': { system: 'debian12', architecture: 'x86_64' },
} as const satisfies Readonly<Record<string, Partial<WorldOptions>>>;
type ProcedureName = keyof typeof procedures;

async function procedureText(name: ProcedureName): Promise<string> {
  return readFile(fileURLToPath(new URL(`../../../assets/procedures/${name}.yaml`, import.meta.url)), 'utf8');
}

/**
 * The practice lab's inventory with one real host in the place of every host of it, the guests' too: dom0, switch, array and guest are
 * all a machine that is none of these.
 */
async function inventoryOn(host: RealHost, procedure: ProcedureName): Promise<Inventory> {
  const world = { ...defaultLabOptions.world, ...procedures[procedure] };
  const lab = await PracticeLab.open({ ...defaultLabOptions, world }, null);
  const declared = lab.inventory();
  await lab.dispose();
  const hosts = Object.entries(declared.hosts).map(([name, { role, shell, controllers, parameters }]) => [
    name,
    host.target({ role, shell, parameters, ...(controllers === undefined ? {} : { controllers }) }),
  ]);
  const guests = ['test0', 'test1'].map((name) => [name, host.target({ role: 'guest' })]);
  return { ...declared, hosts: Object.fromEntries([...hosts, ...guests]) as Inventory['hosts'] };
}

interface AskedHost {
  readonly checks: readonly Checked[];
  readonly probes: readonly { readonly probe: string; readonly fixture: string; readonly asked: Asked }[];
}

/** Every checkpoint of the procedure, then (with RHEL's alone) every probe with the parameters of two of its fixtures, one exec each. */
async function ask(start: () => Promise<RealHost>, procedure: ProcedureName = 'rhel5-rdac'): Promise<AskedHost> {
  const folder = await mkdtemp(join(tmpdir(), 'xenpath-nothing-'));
  const host = await start();
  let begun: RunOnHosts | undefined;
  try {
    begun = await beginRun(folder, await procedureText(procedure), await inventoryOn(host, procedure));
    const checks = await askAll(begun.run);
    const answers: AskedHost['probes'][number][] = [];
    for (const probe of procedure === 'rhel5-rdac' ? probes : []) {
      for (const { name, about } of fixturesOf(probe.name).slice(0, 2)) {
        const parameters = probe.parameters.parse(about.parameters);
        const where = probe.shell === 'fos' ? 'sw1' : 'xenhost';
        const [asked] = await askProbes(begun.run, [{ host: where, probe, parameters }]);
        if (asked !== undefined) answers.push({ probe: probe.name, fixture: name, asked });
        if (Object.keys(about.parameters).length === 0) break;
      }
    }
    return { checks, probes: answers };
  } finally {
    await begun?.dispose();
    await host.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Checks that pass, as STEP CHECK: what is listed with its reason is allowed to. */
function passedBeyond(checks: readonly Checked[], allowed: Readonly<Record<string, string>>): readonly string[] {
  const passed = checks.filter(({ outcome }) => outcome === 'pass').map(({ place, check }) => `${place.step} ${check}`);
  return [...new Set(passed)].filter((name) => !(name in allowed));
}

function answered(host: AskedHost): void {
  const known = new Set(['pass', 'fail', 'error', 'not-applicable']);
  expect(host.checks.length).toBeGreaterThan(100);
  expect(host.checks.filter(({ outcome }) => !known.has(outcome))).toEqual([]);
  const silent = host.checks.filter(({ outcome, message }) => outcome !== 'pass' && (message ?? '') === '');
  expect(silent.map(({ place, check }) => `${place.step} ${check}`)).toEqual([]);
}

/** Facts or a problem in a sentence; never a probe that did not come back. */
function understood(host: AskedHost): void {
  expect(new Set(host.probes.map(({ probe }) => probe)).size).toBe(
    probes.filter(({ name }) => fixturesOf(name).length > 0).length,
  );
  const odd = host.probes.filter(({ asked: { answer } }) => answer.state !== 'facts' && answer.state !== 'problem');
  expect(odd).toEqual([]);
  const late = host.probes.filter(
    ({ asked: { answer } }) => answer.state === 'problem' && answer.problem.code === 'probe-timeout',
  );
  expect(late.map(({ probe }) => probe)).toEqual([]);
}

/** Where a machine is asked that is no Xen host: what it may pass all the same. */
const ANYWHERE: Readonly<Record<string, string>> = {
  'earlier-account accounts-agree': 'guests without an account of an exercise agree with each other',
  'server memory': 'This machine may have as much memory as the article’s.',
  'server processors': 'This machine may have as many processors as the article’s.',
  'lun-guest-memory answers-after-change': 'The host in the place of the guest answers.',
  'lun-guest-restart answers-again': 'The host in the place of the guest answers.',
};

describe.skipIf(missingForRealHosts() !== undefined)('a Debian machine that is no Xen host', () => {
  let host: AskedHost;
  beforeAll(async () => {
    host = await ask(() => startRealHost({ environment: { HOME: '/nonexistent' } }));
  }, 400_000);

  it('answers every checkpoint with an outcome and a sentence', () => answered(host));
  it('answers every probe with facts or a problem', () => understood(host));
  it('passes nothing that should not pass', () => {
    expect(passedBeyond(host.checks, ANYWHERE)).toEqual([]);
  });
});

describe.skipIf(missingForRealHosts() !== undefined)(
  'a Debian machine without Xen, array or guests, by Debian’s procedure',
  () => {
    /** What is true of any Debian machine, or of the inventory alone. */
    const ON_DEBIAN: Readonly<Record<string, string>> = {
      'server architecture': 'It is of the hosts’ architecture.',
      'server memory': 'It may have as much memory as is wanted.',
      'server processors': 'It may have as many processors as are wanted.',
      'release right-release': 'It is Debian 12.',
      'release same-clock': 'All hosts are this machine.',
      'packages-available candidates': 'Its sources may have Debian’s packages.',
      'zones every-way-declared': 'It is about what the inventory declares.',
      'multipath-configuration wwids-declared': 'It is about what the inventory declares.',
      'maps root-not-mapped': 'Its root file system is on no map.',
      'bridge not-a-fabric-port': 'No port of the host is wanted in the bridge.',
      'lun-guest-configuration not-mounted': 'It has none of the LUNs mounted.',
      'lun-guest-patience watch': 'The host in the place of the guest has a kernel’s usual patience.',
      'image-guest-patience watch': 'The host in the place of the guest has a kernel’s usual patience.',
      'earlier-account accounts-agree': 'guests without an account of an exercise agree with each other',
    };
    let host: AskedHost;
    beforeAll(async () => {
      host = await ask(() => startRealHost({ environment: { HOME: '/nonexistent' } }), 'debian12-multipath');
    }, 400_000);

    it('answers every checkpoint with an outcome and a sentence', () => answered(host));
    it('passes nothing that should not pass', () => {
      expect(passedBeyond(host.checks, ON_DEBIAN)).toEqual([]);
    });
  },
);

describe.skipIf(missingForRootedHosts() !== undefined)('files of a finished RHEL 5.1 host on which nothing runs', () => {
  /** What is proved by a file alone. */
  const FROM_FILES: Readonly<Record<string, string>> = {
    'release release-installed': '/etc/redhat-release',
    'xen-kernel kernel-files': 'names in /boot',
    'xen-default default-is-xen': '/boot/grub/grub.conf',
    'xen-default default-complete': '/boot/grub/grub.conf and names in /boot',
    'hba-driver adapter-alias': '/etc/modprobe.conf',
    'hba-failover failover-off': '/etc/modprobe.conf; what the running driver uses is a check of its own',
    'rdac-image image-there': 'a name in /boot; what is in the image is a check of its own',
    'boot-entry entry-right': '/boot/grub/grub.conf',
    'boot-entry entry-default': '/boot/grub/grub.conf',
    'lun-guest-memory memory-written': '/etc/xen/test0; what the running guest has is a check of its own',
    'lun-guest-configuration as-listing-10': '/etc/xen/test0',
    'image-guest-create image-guest-defined': '/etc/xen/test1',
    'image-guest-configuration image-disks-written': '/etc/xen/test1',
    'image-guest-configuration as-listing-13': '/etc/xen/test1',
  };
  let host: AskedHost;
  beforeAll(async () => {
    host = await ask(() => startRootedHost(rhel5Files()));
  }, 400_000);

  it('answers every checkpoint with an outcome and a sentence', () => answered(host));
  it('answers every probe with facts or a problem', () => understood(host));
  it('passes nothing that a file alone does not prove', () => {
    expect(passedBeyond(host.checks, { ...ANYWHERE, ...FROM_FILES })).toEqual([]);
  });
  it('passes what a file proves', () => {
    const passed = new Set(
      host.checks.flatMap(({ outcome, place, check }) => (outcome === 'pass' ? [`${place.step} ${check}`] : [])),
    );
    expect(Object.keys(FROM_FILES).filter((name) => !passed.has(name))).toEqual([]);
  });
});
