import { describe, expect, it } from 'vitest';
import { chooseAccelerator } from '../../../../main/labs/xen/accelerator.ts';
import { sourcesFrom } from '../../../../main/labs/xen/debian-sources.ts';
import { mayStart, needsSentence, type MachineHas } from '../../../../main/labs/xen/requirements.ts';

const tools = [
  'qemu-system-x86_64',
  'qemu-img',
  'setpriv',
  'ssh',
  'mmdebstrap',
  'mke2fs',
  'sfdisk',
  'ssh-keygen',
  'tar',
  'cpio',
  'dpkg-deb',
];
const enough: MachineHas = { tools: new Set(tools), memoryMib: 5000, diskMib: 20_000, processors: 2 };

describe('what a Xen lab needs of this machine', () => {
  it('is named where it is missing', () => {
    const without = (...names: readonly string[]): MachineHas => ({
      ...enough,
      tools: new Set(tools.filter((tool) => !names.includes(tool))),
    });
    expect(mayStart(enough, { hosts: 1 }, true)).toEqual({ ok: true, value: null });
    expect(mayStart(without('mmdebstrap', 'qemu-img'), { hosts: 1 }, true)).toMatchObject({
      ok: false,
      problem: { code: 'tools-missing', next: expect.stringMatching(/qemu-utils mmdebstrap$/u) as unknown },
    });
    // What builds is not needed where everything is built.
    expect(mayStart(without('mmdebstrap'), { hosts: 1 }, false).ok).toBe(true);
  });

  it('is more memory for a second host', () => {
    expect(mayStart(enough, { hosts: 2 }, false)).toMatchObject({ ok: false, problem: { code: 'memory-short' } });
    expect(mayStart({ ...enough, memoryMib: 8000 }, { hosts: 2 }, false).ok).toBe(true);
    expect(needsSentence({ hosts: 2 }, 'tcg')).toContain('6.6 GiB');
  });

  it('is disk space, and two processors', () => {
    expect(mayStart({ ...enough, diskMib: 5000 }, { hosts: 1 }, true)).toMatchObject({
      ok: false,
      problem: { code: 'disk-short' },
    });
    expect(mayStart({ ...enough, diskMib: 5000 }, { hosts: 1 }, false).ok).toBe(true);
    expect(mayStart({ ...enough, processors: 1 }, { hosts: 1 }, false)).toMatchObject({
      ok: false,
      problem: { code: 'processors-short' },
    });
  });
});

describe('the accelerator', () => {
  it('is KVM only where the processor has virtualization of its own', () => {
    expect(chooseAccelerator({ mayOpen: true, processorFlags: ['fpu', 'svm'] }).accelerator).toBe('kvm');
    expect(chooseAccelerator({ mayOpen: true, processorFlags: ['fpu', 'vmx'] }).accelerator).toBe('kvm');
    expect(chooseAccelerator({ mayOpen: true, processorFlags: ['fpu', 'hypervisor'] }).accelerator).toBe('tcg');
    expect(chooseAccelerator({ mayOpen: false, processorFlags: ['vmx'] }).accelerator).toBe('tcg');
  });
});

describe('the mirror', () => {
  it("is this machine's own where it has Debian 12, with its updates", () => {
    const sources = sourcesFrom(
      [
        'http://mirror.example/debian/|bookworm|main|Debian',
        'http://mirror.example/debian/|bookworm|contrib|Debian',
        'http://mirror.example/debian-security/|bookworm-security|main|Debian',
        'http://other.example/apt/|bookworm|main|Somebody',
      ].join('\n'),
    );
    expect(sources.ok && sources.value.split('\n').map((line) => line.replace(/\[.*\] /u, ''))).toEqual([
      'deb http://mirror.example/debian/ bookworm main',
      'deb http://mirror.example/debian-security/ bookworm-security main',
      '',
    ]);
  });

  it('is the place of another Debian where this machine is one, and is asked for where it is none', () => {
    const trixie = sourcesFrom('http://mirror.example/debian/|trixie|main|Debian\n');
    expect(trixie.ok && trixie.value).toContain('http://mirror.example/debian/ bookworm main');
    expect(sourcesFrom('http://mirror.example/ubuntu/|noble|main|Ubuntu\n')).toMatchObject({
      ok: false,
      problem: { code: 'no-mirror' },
    });
  });
});
