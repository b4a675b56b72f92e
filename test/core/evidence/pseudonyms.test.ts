import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPseudonyms, type Pseudonyms } from '../../../core/evidence/pseudonyms.ts';
import { labelledNames } from '../../../core/evidence/identifier-labels.ts';

const KEY = '00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff';
const OTHER = 'ff'.repeat(32);
const NAMES = ['web01.corp.example.org', 'DS4700-Berlin', 'fcsw17', 'alice', 'SX7712345'];

function pseudonyms(key = KEY, names: readonly string[] = NAMES): Pseudonyms {
  const made = createPseudonyms({ key, words: {}, networks: [] }, 'id: check-xenhost\nrun: xm list\n');
  made.learn(names);
  return made;
}
const known = pseudonyms();
const conceal = (text: string): string => known.text(text, 'conceal');

const hex = (length: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...Array.from('0123456789abcdef')), minLength: length, maxLength: length });
const cased = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(text, fc.boolean()).map(([one, upper]) => (upper ? one.toUpperCase() : one));
const paired = (plain: string, join = ':'): string => (plain.match(/../gu) ?? []).join(join);
const octet = fc.integer({ min: 0, max: 255 });
const ipv4 = fc.tuple(fc.integer({ min: 10, max: 255 }), octet, octet, octet).map((octets) => octets.join('.'));
const mac = fc.tuple(hex(12), fc.constantFrom(':', '-')).map(([plain, join]) => paired(plain, join));
const wwn = fc
  .tuple(fc.constantFrom('1000', '2004', '2100', '2101', '5006'), fc.constantFrom('00a0b8', '00e08b', '0160c9'), hex(6))
  .map((parts) => parts.join(''));
const group = hex(4).map((digits) => digits.replace(/^0{1,3}/u, ''));
const ipv6 = fc.oneof(
  fc.tuple(fc.constantFrom('fe80', '2001'), group, group).map(([first, one, other]) => `${first}::${one}:${other}`),
  fc.array(group, { minLength: 7, maxLength: 7 }).map((groups) => ['2001', ...groups].join(':')),
);
const name = fc.constantFrom('web01', 'WEB01', 'web01.corp.example.org', 'z_web01_A', 'ds4700-berlin', 'fcsw17', 'SX7712345');
const word = fc.constantFrom(
  'inet addr',
  'eth0',
  'kernel',
  '2.6.18-53.el5xen',
  '12:30:59',
  'x',
  '=',
  '::',
  '0xff',
  '/',
  '"',
  '\u00e4',
  '\n',
);
const token = fc.oneof(
  ipv4,
  mac,
  wwn,
  wwn.map((plain) => paired(plain)),
  wwn.map((plain) => `0x${plain}`),
  ipv6,
  name,
  word,
);
const text = cased(
  fc
    .array(fc.tuple(token, fc.constantFrom(' ', '\n', ',', '(', '_', '-', '/', ':', '')), { maxLength: 12 })
    .map((parts) => parts.map((part) => part.join('').toLowerCase()).join('')),
);

describe('pseudonyms', () => {
  it('keep the length and the place of everything else, and can be taken back', () => {
    fc.assert(
      fc.property(text, (given) => {
        const concealed = conceal(given);
        expect(concealed).toHaveLength(given.length);
        expect(concealed.replace(/[0-9A-Za-z]/gu, '')).toBe(given.replace(/[0-9A-Za-z]/gu, ''));
        expect(known.text(concealed, 'reveal')).toBe(given);
      }),
      { numRuns: 3000 },
    );
  });

  it('do to bytes what they do to text, whatever their encoding', () => {
    const latin1 = (given: string): Uint8Array => Uint8Array.from(given, (character) => character.charCodeAt(0));
    fc.assert(
      fc.property(text, fc.uint8Array(), (given, noise) => {
        expect(known.bytes(latin1(given), 'conceal')).toEqual(latin1(conceal(given)));
        expect(known.bytes(known.bytes(noise, 'conceal'), 'reveal')).toEqual(noise);
      }),
    );
  });

  it('make of an address another of the same kind', () => {
    fc.assert(
      fc.property(cased(mac), (address) => {
        const made = conceal(address);
        expect(made.slice(0, 8)).toBe(address.slice(0, 8));
        if (!/^(?:00.00.00|ff.ff.ff|fe.ff.ff)/iu.test(address)) expect(made).not.toBe(address);
      }),
    );
    fc.assert(
      fc.property(ipv4, (address) => {
        const lengths = (one: string): number[] => one.split('.').map((part) => String(Number(part)).length);
        expect(lengths(conceal(address))).toEqual(lengths(address));
      }),
    );
  });

  it('give a world wide name one pseudonym in every notation', () => {
    fc.assert(
      fc.property(wwn, (plain) => {
        const made = conceal(plain);
        expect(made).not.toBe(plain);
        for (const [one, pseudonym] of [
          [`0x${plain}`, `0x${made}`],
          [paired(plain), paired(made)],
          [paired(plain, '-'), paired(made, '-')],
          [paired(plain).toUpperCase(), paired(made).toUpperCase()],
          [`host:web0x:${paired(plain)}`, `host:web0x:${paired(made)}`],
          [`pn-0x${plain}:`, `pn-0x${made}:`],
        ] as const)
          expect(conceal(one)).toBe(pseudonym);
      }),
    );
    const lun = '600a0b8000263a7c00004d1a47a0b1c2';
    const made = conceal(lun);
    expect(made).not.toBe(lun);
    expect(conceal(`3${lun}`)).toBe(`3${made}`);
    expect(conceal(`scsi-3${lun}-part1`)).toBe(`scsi-3${made}-part1`);
    expect(conceal(paired(lun))).toBe(paired(made));
    expect(conceal(lun.toUpperCase())).toBe(made.toUpperCase());
    const uuid = (plain: string): string => plain.replace(/^(.{8})(.{4})(.{4})(.{4})/u, '$1-$2-$3-$4-');
    expect(conceal(uuid(lun))).toBe(uuid(made));
  });

  it('leave what belongs to nobody: loopback, masks, versions, times, uuids', () => {
    for (const plain of [
      '127.0.0.1',
      '255.255.255.0',
      '0.0.0.0',
      '224.0.0.251',
      '::1',
      'ff02::1',
      'fe:ff:ff:ff:ff:ff',
      'ff:ff:ff:ff:ff:ff',
      '00:00:00:00:00:00:00:00',
      'Version: 12.2.3.4',
      'firmware 6.23.5.0',
      '9.1.2.3',
      'kernel-2.6.18.1-92.el5',
      '06.23.05.00',
      'qla2xxx-v8.01.07.15-2-dist.tgz',
      'Jul 12 12:30:59',
      '2f1b6c1e-90f4-4b3e-8f5e-0016e3a1b2c3',
      'a'.repeat(64),
      'xm list xenhost',
    ])
      expect(conceal(plain)).toBe(plain);
  });

  it('take small numbers for an address where its network is known', () => {
    const made = pseudonyms();
    made.learn(['9.155.20.7']);
    expect(made.text('9.155.20.9 8.1.2.3', 'conceal')).toMatch(/^9\.(?!155)[0-9]{3}\.[0-9]{2}\.(?!9)[0-9] 8\.1\.2\.3$/u);
    expect(made.map().networks).toEqual(['9']);
  });

  it('keep networks together, and private ones private', () => {
    const of = (address: string): string[] => conceal(address).split('.');
    expect(of('192.168.70.11').slice(0, 3)).toEqual(of('192.168.70.23').slice(0, 3));
    expect(of('192.168.70.11').slice(0, 2)).toEqual(['192', '168']);
    expect(of('172.20.1.1').slice(0, 2)).toEqual(['172', '20']);
    expect(of('10.20.30.0')[3]).toBe('0');
    fc.assert(
      fc.property(octet, octet, octet, (one, two, three) => {
        const isPrivate = (address: string): boolean => /^(?:10|172\.(?:1[6-9]|2[0-9]|3[01])|192\.168)\./u.test(address);
        const address = `192.${one}.${two}.${three}`;
        expect(isPrivate(conceal(address))).toBe(isPrivate(address));
      }),
    );
    const all = new Set(Array.from({ length: 256 }, (_, last) => conceal(`192.168.70.${last}`)));
    expect(all.size).toBe(256);
  });

  it('replace a name wherever it is a word, in any case, and with any beginning and end', () => {
    const made = conceal('web01');
    expect(made).toMatch(/^[a-z]{3}[0-9]{2}$/u);
    expect(conceal('WEB01')).toBe(made.toUpperCase());
    expect(conceal('z_web01_A web01-xvda.img')).toBe(`z_${made}_A ${made}-xvda.img`);
    expect(conceal('web012 xweb01')).toBe('web012 xweb01');
    expect(conceal('root@web01.corp.example.org')).toMatch(new RegExp(`^root@${made}\\.[a-z]{4}\\.[a-z]{7}\\.org$`, 'u'));
  });

  it('are others with another key, and the same with the same map', () => {
    const other = pseudonyms(OTHER);
    const line = 'web01 192.168.70.11 00:16:3e:12:34:56 21:00:00:e0:8b:9a:1c:5e';
    const parts = (one: string): string[] => one.split(' ');
    parts(other.text(line, 'conceal')).forEach((part, index) => expect(part).not.toBe(parts(conceal(line))[index]));
    const again = createPseudonyms(known.map(), '');
    expect(again.text(conceal(line), 'reveal')).toBe(line);
    expect(again.text(line, 'conceal')).toBe(conceal(line));
  });

  it('are found in every part of a value, names of members among them', () => {
    const value = { web01: ['fcsw17', 4, null, { wwpn: '21:00:00:e0:8b:9a:1c:5e' }] };
    const made = known.value(value, 'conceal');
    expect(JSON.stringify(made)).not.toMatch(/web01|fcsw17|9a:1c:5e/u);
    expect(known.value(made, 'reveal')).toEqual(value);
  });

  it('learn what comes later, and leave what has a pseudonym already', () => {
    const made = pseudonyms();
    const before = made.text('web01 mail7', 'conceal');
    expect(made.learn(['web01'])).toBe(false);
    expect(made.learn(['mail7'])).toBe(true);
    const after = made.text('web01 mail7', 'conceal');
    expect(after.slice(0, 5)).toBe(before.slice(0, 5));
    expect(after).not.toContain('mail7');
  });
});

describe('labels', () => {
  it('tell names and serial numbers', () => {
    expect(labelledNames('\tSerial Number: KQ3F8X1\n')).toEqual(['KQ3F8X1']);
    expect(labelledNames('Serial number:  1T53012345')).toEqual(['1T53012345']);
    expect(labelledNames('switchName:\tfcsw17\nswitchType:\t26.2\n')).toEqual(['fcsw17']);
    expect(labelledNames('host                   : xen7\nrelease : 2.6\n')).toEqual(['xen7']);
    expect(labelledNames('Storage Subsystem: DS4700-Berlin\nstorage subsystem at 192.0.2.1.')).toEqual(['DS4700-Berlin']);
  });
});
