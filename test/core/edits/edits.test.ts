import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdit } from '../../../core/edits/edit.ts';
import { edits, findEdit } from '../../../core/edits/edits.ts';
import { bytesToText, joinLines, splitLines, textToBytes } from '../../../core/edits/lines.ts';
import { fstab, grubConf, guestConfig, iptables, modprobe, samples } from './samples.ts';

function done(edit: string, file: string | null, given: unknown): string {
  const found = findEdit(edit);
  if (found === undefined) throw new Error(edit);
  const result = applyEdit(found, file === null ? null : textToBytes(file), given);
  return result.ok ? bytesToText(result.value) : `refused: ${result.problem.code}`;
}

describe('every edit', () => {
  it('has a sample', () => expect(new Set(samples.map(({ edit }) => edit))).toEqual(new Set(edits.map(({ name }) => name))));

  it.each(samples)('$edit changes its sample, and twice is once', ({ edit, file, given }) => {
    const once = done(edit, file, given);
    expect(once).not.toBe(file);
    expect(once).not.toMatch(/^refused/u);
    expect(done(edit, once, given)).toBe(once);
  });

  it.each(samples)('$edit keeps line ends, odd bytes and what stands around', ({ edit, file, given }) => {
    // A comment with bytes of no encoding, blanks at the end, and no last line end.
    const around = `# \xff\xfe \xe9  \t\n${file.replace(/\n$/u, '')}`;
    const plain = splitLines(done(edit, around, given)).map(({ text }) => text);
    const crlf = done(edit, around.replaceAll('\n', '\r\n'), given);
    expect(splitLines(crlf).map(({ text }) => text)).toEqual(plain);
    expect(
      splitLines(crlf)
        .slice(0, -1)
        .every(({ end }) => end === '\r\n'),
    ).toBe(true);
    expect(plain[0]).toBe('# \xff\xfe \xe9  \t');
  });

  it.each(samples)('$edit gives a file or a sentence on whatever it gets, and stays at rest then', ({ edit, file, given }) => {
    const line = fc.oneof(
      fc.constantFrom(...splitLines(file).map(({ text }) => text)),
      fc.string({ unit: 'binary-ascii' }),
      fc.constant(''),
      fc.constant('disk = ['),
      fc.constant('title x'),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), fc.constantFrom('\n', '\r\n'), (lines, end) => {
        const text = lines.join(end);
        const once = done(edit, text, given);
        if (!once.startsWith('refused')) {
          expect(done(edit, once, given)).toBe(once);
          // Lines that the edit is not about are all still there, in their order.
          const kept = splitLines(text)
            .map((one) => one.text)
            .filter((one) => /^\s*#/u.test(one));
          expect(
            splitLines(once)
              .map((one) => one.text)
              .filter((one) => /^\s*#/u.test(one)),
          ).toEqual(kept);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('refuses arguments that it does not take, and a file that is not there', () => {
    expect(done('guest-value', guestConfig, { name: 'memory' })).toBe('refused: edit-arguments');
    expect(done('guest-value', guestConfig, { name: 'a', value: 'x"; import os' })).toBe('refused: edit-arguments');
    expect(done('grub-default', null, { title: 'x' })).toBe('refused: no-file');
    expect(done('ensure-line', null, { line: 'x' })).toBe('x\n');
  });
});

describe('grub.conf', () => {
  it('makes the Xen entry the default by its index', () => {
    expect(done('grub-default', grubConf, { kernel: 'xen\\.gz' })).toBe(grubConf.replace('default=1', 'default=0'));
    expect(done('grub-default', grubConf, { title: 'Red Hat Enterprise Linux Server (2.6.18-53.el5)' })).toBe(grubConf);
    expect(done('grub-default', grubConf.replace('default=1', 'default saved  '), { kernel: 'xen' })).toBe(
      grubConf.replace('default=1', 'default 0  '),
    );
    expect(
      done('grub-default', grubConf.replace('default=1\n', ''), { title: 'Red Hat Enterprise Linux Server (2.6.18-53.el5)' }),
    ).toContain('default=1\ntimeout=5');
    expect(done('grub-default', grubConf, { kernel: 'debian' })).toBe('refused: no-entry');
    expect(done('grub-default', 'hello\n', { kernel: 'xen' })).toBe('refused: grub-conf');
  });

  it('copies the Xen entry with the other image in its last module line, and makes the copy the default', () => {
    const title = 'Red Hat Enterprise Linux Server with RDAC driver (2.6.18-53.el5xen)';
    const before = grubConf.replace('default=1', 'default=0');
    const after = done('grub-entry-copy', before, { title });
    const copy = `title ${title}\n\troot (hd0,0)\n\tkernel /xen.gz-2.6.18-53.el5\n\tmodule /vmlinuz-2.6.18-53.el5xen ro root=LABEL=/ rhgb quiet\n\tmodule /mpp-2.6.18-53.el5xen.img\n`;
    expect(after).toBe(
      before
        .replace('default=0', 'default=1')
        .replace(
          'title Red Hat Enterprise Linux Server (2.6.18-53.el5)\n',
          `${copy}title Red Hat Enterprise Linux Server (2.6.18-53.el5)\n`,
        ),
    );
    expect(done('grub-entry-copy', after.replace('default=1', 'default=2'), { title })).toBe(after);
    expect(done('grub-entry-copy', after.replace('/mpp-', '/initrd-'), { title })).toBe('refused: other-entry');
    expect(done('grub-entry-copy', after.replace('rhgb quiet\n\tmodule /mpp', 'single\n\tmodule /mpp'), { title })).toBe(
      'refused: other-entry',
    );
  });

  it('does not copy what is no Xen entry', () => {
    expect(done('grub-entry-copy', grubConf, { title: 'x' })).toBe('refused: not-xen');
    const other = grubConf.replace('default=1', 'default=0').replace('module /initrd-', 'module /image-');
    expect(done('grub-entry-copy', other, { title: 'x' })).toBe('refused: no-image');
  });

  it('leaves the default with its entry when the copy is not to be it', () => {
    const third = grubConf.replace('default=1', 'default=0');
    expect(done('grub-entry-copy', third, { title: 'x', makeDefault: false })).toContain('default=0\n');
  });
});

describe('modprobe.conf', () => {
  const given = { module: 'qla2xxx', option: 'ql2xfailover', value: 0 };
  it('merges, replaces and adds', () => {
    expect(done('module-option', modprobe, given)).toBe(modprobe.replace('=16 \n', '=16 ql2xfailover=0 \n'));
    expect(done('module-option', 'options qla2xxx ql2xfailover=1 a=2\n', given)).toBe('options qla2xxx ql2xfailover=0 a=2\n');
    expect(done('module-option', 'alias a b', given)).toBe('alias a b\noptions qla2xxx ql2xfailover=0\n');
    expect(done('module-option', null, given)).toBe('options qla2xxx ql2xfailover=0\n');
    expect(done('module-option', 'options qla2xxx_fo a=1\n', given)).toBe(
      'options qla2xxx_fo a=1\noptions qla2xxx ql2xfailover=0\n',
    );
    expect(done('module-option', 'options qla2xxx ql2xfailover_x=1\n', given)).toBe(
      'options qla2xxx ql2xfailover_x=1 ql2xfailover=0\n',
    );
    expect(done('module-option', 'options qla2xxx a=1 \\\n b=2\n', given)).toBe('refused: continued-line');
  });
});

describe("a guest's configuration", () => {
  it('gets disks behind its own (Listing 10), once', () => {
    const disks = ['phy:/dev/sdc,xvdb,w', 'phy:/dev/sdd,xvdc,w'];
    const after = done('guest-disks-add', guestConfig, { disks });
    expect(after).toBe(
      guestConfig.replace('"phy:/dev/sdb,xvda,w" ]', '"phy:/dev/sdb,xvda,w", "phy:/dev/sdc,xvdb,w", "phy:/dev/sdd,xvdc,w" ]'),
    );
    expect(done('guest-disks-add', after, { disks: ['phy:/dev/sde,xvdb,w'] })).toBe('refused: disk-taken');
    expect(done('guest-disks-add', after, { disks: ['phy:/dev/sdc,xvdd,w'] })).toBe('refused: disk-taken');
  });
  it('gets other names for its disks (Listing 11)', () => {
    const three = done('guest-disks-add', guestConfig, { disks: ['phy:/dev/sdc,xvdb,w', 'phy:/dev/sdd,xvdc,w'] });
    expect(done('guest-disks-rename', three, { from: 'xvd', to: 'hd' })).toContain(
      'disk = [ "phy:/dev/sdb,hda,w", "phy:/dev/sdc,hdb,w", "phy:/dev/sdd,hdc,w" ]',
    );
  });
  it('is read over several lines, in either quotes (Listing 13)', () => {
    const text = `disk = [ 'tap:aio:/var/lib/xen/images/test1-xvda.img,xvda,w',\n'tap:aio:/var/lib/xen/images/test1-xvdb.img,xvdb,w' ] # two\nmemory = 5\n`;
    expect(done('guest-disks-add', text, { disks: ['tap:aio:/var/lib/xen/images/test1-xvdc.img,xvdc,w'] })).toBe(
      text.replace("xvdb,w' ]", "xvdb,w', 'tap:aio:/var/lib/xen/images/test1-xvdc.img,xvdc,w' ]"),
    );
  });
  it('keeps comment and spacing around a value', () => {
    expect(done('guest-value', guestConfig, { name: 'memory', value: 600 })).toBe(
      guestConfig.replace('memory = 500 ', 'memory = 600 '),
    );
    expect(done('guest-value', guestConfig, { name: 'on_crash', value: 'restart' })).toBe(`${guestConfig}on_crash = "restart"\n`);
    expect(done('guest-value', guestConfig, { name: 'disk', value: 'x' })).toBe('refused: guest-config');
  });
  it('is refused when it is more than assignments', () => {
    for (const text of ['import os\n', 'memory = 5 * 100\n', 'disk = [ "a" + "b" ]\n', 'a = "x\n', 'memory = 1\nmemory = 2\n']) {
      expect(done('guest-value', text, { name: 'memory', value: 1 }), text).toBe('refused: guest-config');
    }
  });
});

describe('other files', () => {
  it('puts the rule before the one that rejects the rest', () => {
    const rule = '-A RH-Firewall-1-INPUT -m state --state NEW -m tcp -p tcp --dport 80 -j ACCEPT\n';
    const after = done('iptables-accept', iptables, { port: 80 });
    expect(after).toBe(iptables.replace('-A RH-Firewall-1-INPUT -j REJECT', `${rule}-A RH-Firewall-1-INPUT -j REJECT`));
    // A rule behind the barrier lets nothing in.
    const late = iptables.replace('COMMIT', `${rule}COMMIT`);
    expect(done('iptables-accept', late, { port: 80 })).toBe(after.replace('COMMIT', `${rule}COMMIT`));
    expect(done('iptables-accept', iptables, { port: 22 })).toBe(iptables);
    expect(done('iptables-accept', '*nat\nCOMMIT\n', { port: 22 })).toBe('refused: no-filter-table');
  });
  it('mounts once', () => {
    const given = { device: '/dev/sde1', mount: '/var/lib/xen/images', type: 'ext3' };
    expect(done('fstab-entry', fstab, given)).toBe(`${fstab}/dev/sde1\t/var/lib/xen/images\text3\tdefaults\t0 0\n`);
    expect(done('fstab-entry', `${fstab}/dev/sde1   /var/lib/xen/images ext3 defaults\n`, given)).toBe(
      `${fstab}/dev/sde1   /var/lib/xen/images ext3 defaults\n`,
    );
    expect(done('fstab-entry', `${fstab}/dev/sde1 /mnt ext3 defaults 0 0\n`, given)).toBe('refused: device-mounted-elsewhere');
    expect(done('fstab-entry', `${fstab}/dev/sdd1 /var/lib/xen/images ext3 defaults 0 0\n`, given)).toBe(
      `${fstab}/dev/sde1\t/var/lib/xen/images\text3\tdefaults\t0 0\n`,
    );
  });
  it('keeps the quotes of a setting', () => {
    expect(done('shell-setting', 'A="x y" # why\n', { name: 'A', value: 'z' })).toBe('A="z" # why\n');
    expect(done('shell-setting', 'B=1\n', { name: 'A', value: 'a b' })).toBe('B=1\nA="a b"\n');
    expect(done('shell-setting', 'A=$(x)\n', { name: 'A', value: 'z' })).toBe('refused: not-understood');
    expect(
      done('xend-setting', '(network-script network-bridge)\n', { name: 'network-script', value: 'network-bridge netdev=eth0' }),
    ).toBe("(network-script 'network-bridge netdev=eth0')\n");
    expect(done('ini-setting', '[a]\nx=1\n\n[b]\n', { section: 'a', name: 'y', value: 'z' })).toBe('[a]\nx=1\ny=z\n\n[b]\n');
  });
});

it('lines come back as they were', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(textToBytes(joinLines(splitLines(bytesToText(bytes))))).toEqual(bytes);
    }),
    { numRuns: 100 },
  );
});
