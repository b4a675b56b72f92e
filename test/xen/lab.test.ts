import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isAlive } from '../../main/labs/practice/client.ts';
import type { XenLabClient } from '../../main/labs/xen/client.ts';
import { buildImages } from '../../main/labs/xen/images.ts';
import type { XenLabOptions } from '../../main/labs/xen/options.ts';
import type { XenPlaces } from '../../main/labs/xen/places.ts';
import { openMachine, runScript } from '../../main/labs/xen/ssh-to-machine.ts';
import { startXenLab, xenPlaces } from '../../main/labs/xen/start.ts';
import type { HostSession } from '../../main/ssh/session.ts';

const minute = 60_000;
let places: XenPlaces;
const running = new Set<XenLabClient>();

async function up(options: XenLabOptions): Promise<XenLabClient> {
  const began = Date.now();
  const tell = ({ what }: { readonly what: string }): void => console.log(`xen lab ${options.name}: ${what}`);
  const signal = new AbortController().signal;
  const built = await buildImages(places, options.hosts, options.state, tell, signal);
  if (!built.ok) throw new Error(built.problem.sentence);
  const started = await startXenLab(options, places, tell, signal);
  if (!started.ok) throw new Error(`${started.problem.sentence} ${started.problem.next ?? ''}`);
  running.add(started.value);
  console.log(`xen lab ${options.name}: state ${options.state} after ${((Date.now() - began) / 1000).toFixed(1)} s`);
  return started.value;
}

async function down(lab: XenLabClient): Promise<void> {
  running.delete(lab);
  await lab.stop();
}

async function session(lab: XenLabClient, name: string): Promise<HostSession> {
  const host = (await lab.inventory()).hosts[name];
  if (host?.hostKey === undefined || host.auth.key === undefined) throw new Error(`no ${name}`);
  const opened = await openMachine({ name, port: host.port, hostKey: host.hostKey, keyFile: host.auth.key });
  if (!opened.ok) throw new Error(opened.problem.sentence);
  return opened.value;
}

async function said(host: HostSession, script: string): Promise<string> {
  const done = await runScript(host, `export PATH=/usr/sbin:/usr/bin:/sbin:/bin\n${script}`, 5 * minute);
  if (!done.ok) throw new Error(done.problem.sentence);
  return done.value;
}

/** Paths of a host to all LUNs that work now. */
async function workingPaths(host: HostSession): Promise<number> {
  return Number(await said(host, "multipathd show paths raw format '%t %T' | grep -c '^active ready' || true"));
}

beforeAll(async () => {
  places = await xenPlaces(join(import.meta.dirname, '..', '..', 'assets'));
});
afterAll(async () => {
  for (const lab of running) await down(lab);
});

describe('the Xen lab', () => {
  it(
    'in state multipath: every LUN is there over both controllers, and goes on over one when a cable is pulled',
    async () => {
      const lab = await up({ name: 'test-multipath', hosts: 1, state: 'multipath' });
      const host = await session(lab, 'xenhost');
      expect(await said(host, 'xl info | grep xen_version')).toContain('4.17');
      expect(await workingPaths(host)).toBe(8);
      // No way out of the machines.
      expect(await said(host, 'timeout 3 ping -c 1 10.0.2.2 > /dev/null && echo out || echo closed')).toBe('closed\n');

      const hands = lab.hands();
      expect((await hands.pull('xenhost-p1')).ok).toBe(true);
      expect(await said(host, 'cat /sys/class/net/eth1/carrier /sys/class/net/eth2/carrier')).toBe('0\n1\n');
      await expect.poll(() => workingPaths(host), { timeout: 3 * minute, interval: 1000 }).toBe(4);
      const map = (await said(host, "multipathd show maps raw format '%n' | head -1")).trim();
      await said(host, `dd if=/dev/mapper/${map} of=/dev/null bs=1M count=8 iflag=direct 2>&1`);
      expect((await hands.plug('xenhost-p1')).ok).toBe(true);
      await expect.poll(() => workingPaths(host), { timeout: 3 * minute, interval: 1000 }).toBe(8);

      expect((await hands.fail('B')).ok).toBe(true);
      await expect.poll(() => workingPaths(host), { timeout: 3 * minute, interval: 1000 }).toBe(4);
      await host.dispose();

      // Back to where it began: the controller works again.
      expect((await lab.reset()).ok).toBe(true);
      const again = await session(lab, 'xenhost');
      expect(await workingPaths(again)).toBe(8);
      await again.dispose();
      await down(lab);
    },
    22 * minute,
  );

  it(
    'in state fresh: Xen is not there, its packages are, and what starts is what the boot menu says',
    async () => {
      const lab = await up({ name: 'test-fresh', hosts: 1, state: 'fresh' });
      const host = await session(lab, 'xenhost');
      expect(await said(host, 'command -v xl || echo none')).toBe('none\n');
      expect(await said(host, 'test -e /proc/xen && echo xen || echo plain')).toBe('plain\n');
      await said(host, 'DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends xen-system-amd64');
      await host.exec({ command: 'reboot', timeoutMs: minute });
      const withXen = await rebooted(lab, host);
      expect(await said(withXen, 'xl info | grep xen_version')).toContain('4.17');
      // A wrong default boots plain Linux, which says nothing of it.
      await said(withXen, 'echo GRUB_DEFAULT=0 > /etc/default/grub.d/zz-wrong.cfg; update-grub 2>&1');
      await withXen.exec({ command: 'reboot', timeoutMs: minute });
      const plain = await rebooted(lab, withXen);
      expect(await said(plain, 'test -e /proc/xen/capabilities && echo xen || echo plain')).toBe('plain\n');
      await plain.dispose();
      await down(lab);
    },
    22 * minute,
  );

  it(
    'leaves nothing running when its process is killed',
    async () => {
      const lab = await up({ name: 'test-kill', hosts: 1, state: 'multipath' });
      const { pid, machines } = await lab.status();
      expect(machines.map((machine) => isAlive(machine.pid))).toEqual([true, true]);
      running.delete(lab);
      process.kill(pid, 'SIGKILL');
      await expect.poll(() => machines.some((machine) => isAlive(machine.pid)), { timeout: 10_000 }).toBe(false);
      // And comes up again as if nothing had been.
      await down(await up({ name: 'test-kill', hosts: 1, state: 'multipath' }));
    },
    10 * minute,
  );
});

/** The session after a restart: of the machine that has another boot id. */
async function rebooted(lab: XenLabClient, before: HostSession): Promise<HostSession> {
  await new Promise<void>((resolve) => before.onEnd(() => resolve()));
  for (;;) {
    // Until its SSH server is up again, connections to it end at once.
    const opened = await session(lab, before.host).catch(() => null);
    if (opened !== null) return opened;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}
