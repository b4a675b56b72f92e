import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isAlive } from '../../../main/labs/practice/client.ts';
import { arrayCommand, hostCommand, linksOf } from '../../../main/labs/xen/machines.ts';
import { labCables } from '../../../main/labs/xen/wiring.ts';
import { VirtualMachine } from '../../../main/labs/xen/virtual-machine.ts';

const installed = ['qemu-system-x86_64', 'qemu-img', 'setpriv'].every((tool) => existsSync(`/usr/bin/${tool}`));

/** What QEMU takes for a Linux kernel that can have a RAM disk: the boot protocol's header (2.12), and nothing else. */
function emptyKernel(): Buffer {
  const kernel = Buffer.alloc(4096);
  kernel.write('HdrS', 0x202, 'latin1');
  kernel.writeUInt16LE(0x020c, 0x206);
  kernel.writeUInt32LE(0x7fffffff, 0x22c);
  return kernel;
}

/** Machines of the lab on empty disks: put together by the real QEMU, and never let go. */
describe.skipIf(!installed)('machines of a Xen lab in QEMU', () => {
  let folder = '';
  const running: VirtualMachine[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'xenpath-xen-'));
    mkdirSync(join(folder, 's'));
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((machine) => machine.dispose()));
    rmSync(folder, { recursive: true, force: true });
  });

  function words(name: string, restored = false): readonly string[] {
    const disk = join(folder, `${name}.qcow2`);
    if (!existsSync(disk)) execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', disk, '16M']);
    const places = { sockets: join(folder, 's'), disk, serial: join(folder, `${name}.serial`), sshPort: 0, restored };
    if (name !== 'ds4800') return hostCommand(2, name, places, 'tcg');
    const kernel = join(folder, 'kernel');
    const initrd = join(folder, 'initrd');
    writeFileSync(kernel, emptyKernel());
    writeFileSync(initrd, Buffer.alloc(512));
    return arrayCommand(2, { ...places, kernel, initrd }, 'tcg');
  }
  async function start(name: string, restored = false): Promise<VirtualMachine> {
    const machine = await VirtualMachine.start(name, words(name, restored));
    if (!machine.ok) throw new Error(machine.problem.sentence);
    running.push(machine.value);
    return machine.value;
  }

  it('are put together with every cable, and each can be pulled and plugged', async () => {
    const machines = new Map<string, VirtualMachine>();
    for (const name of ['ds4800', 'xenhost', 'xenhost2']) machines.set(name, await start(name));
    for (const cable of labCables(2))
      for (const { machine, link } of linksOf(cable))
        for (const up of [false, true]) expect(await machines.get(machine)?.setLink(link, up)).toMatchObject({ ok: true });
    const strange = await machines.get('xenhost')?.setLink('port3', false);
    expect(strange).toMatchObject({ ok: false, problem: { code: 'qmp-refused' } });
  });

  it('tell why they could not be put together', async () => {
    const given = words('xenhost');
    rmSync(join(folder, 'xenhost.qcow2'));
    expect(await VirtualMachine.start('xenhost', given)).toMatchObject({
      ok: false,
      problem: { code: 'machine-start', sentence: expect.stringContaining('xenhost.qcow2') as unknown },
    });
  });

  it('are kept with their memory and go on from it', async () => {
    await start('ds4800');
    const host = await start('xenhost');
    const memory = join(folder, "host's memory");
    expect(await host.save(memory)).toMatchObject({ ok: true });
    expect(statSync(memory).size).toBeGreaterThan(10_000);
    await host.dispose();

    const again = await start('xenhost', true);
    expect(await again.restore(memory)).toMatchObject({ ok: true });
    expect(await again.go()).toMatchObject({ ok: true });
    expect(await again.pause()).toMatchObject({ ok: true });
  });

  it('are not taken up from a memory that is not whole', async () => {
    await start('ds4800');
    const host = await start('xenhost', true);
    const memory = join(folder, 'broken');
    writeFileSync(memory, 'not a memory');
    expect((await host.restore(memory)).ok).toBe(false);
  });

  it('end when the process that holds them is killed', async () => {
    const script = join(folder, 'holder.mjs');
    const machineModule = join(import.meta.dirname, '../../../dist/main/labs/xen/virtual-machine.js');
    writeFileSync(
      script,
      `import { VirtualMachine } from ${JSON.stringify(machineModule)};
const machine = await VirtualMachine.start('ds4800', ${JSON.stringify(words('ds4800'))});
process.stdout.write(JSON.stringify(machine.ok ? machine.value.pid : machine.problem));`,
    );
    const holder = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const text = await new Promise<string>((resolve) => {
      holder.stdout.once('data', (piece: Buffer) => resolve(piece.toString('utf8')));
      holder.once('close', () => resolve('it ended'));
    });
    const pid = Number(text);
    expect(isAlive(pid)).toBe(true);
    holder.kill('SIGKILL');
    await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
  });
});
