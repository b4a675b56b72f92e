import type { DigitPseudonyms, Direction } from './digit-pseudonyms.ts';

/**
 * Addresses found by their shape, and what stands in their place: an address of the same kind, notation and length. Each shape's
 * pseudonym has the shape, and a text's pseudonym is found at the same places as the text.
 *
 * World wide names as fc-fs has them (NAA 1, 2, 5 and 6); the part that tells the maker and the kind of port is kept, what tells the
 * device is replaced, and equal device parts stay equal: the ports of a controller remain ports of one controller.
 */
const PAIRS = String.raw`(?<![0-9A-Za-z])[0-9A-Fa-f]{2}(?:(?<join>[:-])[0-9A-Fa-f]{2})(?:\k<join>[0-9A-Fa-f]{2}){4,}(?![0-9A-Za-z])`;
/** A uuid that begins with 6 cannot be told from a name of NAA 6 once its dashes are left out: it is replaced in both forms. */
const PLAIN_NAME = String.raw`(?<![0-9A-Za-z])(?:0[xX])?(?:1000[0-9A-Fa-f]{12}|2[0-9A-Fa-f]0[0-9A-Fa-f]{13}|50[0-9A-Fa-f]{14}|3?6[0-9A-Fa-f]{31}|6[0-9A-Fa-f]{7}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})(?![0-9A-Za-z])`;
const OCTET = '(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])';
/** What ends a word after which four numbers are a version, or stands before them between a package's name and its release. */
const NO_VERSION = String.raw`(?<![0-9A-Za-z]|[0-9]\.|[vV]ersion[ :=]{1,3}|[Rr]elease[ :=]{1,3})(?!(?<=[A-Za-z0-9]-)[0-9.]+-[0-9]+\.[a-z])`;
/** Versions begin with small numbers; addresses that begin with one to nine are taken for such only in networks that are known. */
const HIGH_OCTET = '(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9][0-9])';
const ipv4Pattern = (known: Iterable<string>): string =>
  String.raw`${NO_VERSION}(?:${[HIGH_OCTET, ...known].join('|')})(?:\.${OCTET}){3}(?![0-9A-Za-z]|\.[0-9])`;
const IPV6 = String.raw`(?<![0-9A-Za-z]|[0-9A-Fa-f]:|^:|[^0-9A-Za-z]:)(?=[0-9A-Fa-f:]*::|(?:[0-9A-Fa-f]{1,4}:){7})(?:[0-9A-Fa-f]{1,4}|(?=::))(?::{1,2}[0-9A-Fa-f]{1,4}){1,7}(?:::)?(?![0-9A-Za-z:]|\.[0-9])`;

/** Source of one pattern (flag `u`) that finds every address, for {@link addressPseudonym}. `small`: first numbers, 1 to 9, of networks that are known. */
export function addressPattern(small: Iterable<string>): string {
  return [PAIRS, PLAIN_NAME, IPV6, ipv4Pattern(small)].join('|');
}

/** What stands in the place of an address that {@link addressPattern} found. */
export function addressPseudonym(found: string, digits: DigitPseudonyms, direction: Direction): string {
  const text = found.toLowerCase();
  const moved = kindOf(text, digits, direction);
  let same = 0;
  while (same < text.length && moved[same] === text[same]) same += 1;
  const rest = moved.slice(same);
  return found.slice(0, same) + (isUpper(found.slice(same), found) ? rest.toUpperCase() : rest);
}

/** Whether digits are written with capital letters; where there are none, as in the whole. */
function isUpper(part: string, whole: string): boolean {
  const letters = (/[A-Fa-f]/u.test(part) ? part : whole).replace(/[^A-Fa-f]/gu, '');
  return letters !== '' && letters === letters.toUpperCase();
}

function kindOf(text: string, digits: DigitPseudonyms, direction: Direction): string {
  if (/^[0-9.]+$/u.test(text) && text.includes('.')) return ipv4(text, digits, direction);
  if (/^[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5,}$/u.test(text)) return pairs(text, digits, direction);
  if (text.includes(':')) return ipv6(text, digits, direction);
  if (/^6[0-9a-f]{7}-/u.test(text)) return dashed(worldWideName(text.replaceAll('-', ''), digits, direction));
  const prefix = /^0x/u.exec(text)?.[0] ?? '';
  return prefix + worldWideName(text.slice(prefix.length), digits, direction);
}

function dashed(plain: string): string {
  return [plain.slice(0, 8), plain.slice(8, 12), plain.slice(12, 16), plain.slice(16, 20), plain.slice(20)].join('-');
}

/** Pairs of digits: 6 are a MAC address, 8 a world wide name, 16 a name of NAA 6. Of other numbers the last ones are meant: a word of two such letters stood before. */
function pairs(text: string, digits: DigitPseudonyms, direction: Direction): string {
  const join = text[2] ?? ':';
  const all = text.split(join);
  const count = all.length >= 16 ? 16 : all.length >= 8 ? 8 : 6;
  const kept = all.slice(0, all.length - count);
  const plain = all.slice(-count).join('');
  const moved = count === 6 ? macAddress(plain, digits, direction) : worldWideName(plain, digits, direction);
  return [...kept, ...(moved.match(/../gu) ?? [])].join(join);
}

/** Makers that are none: nothing set, everyone, and the address that Xen gives every interface of a guest in domain 0 (fe:ff:ff). */
const NO_MAKER: ReadonlySet<string> = new Set(['000000', 'ffffff', 'feffff']);

function macAddress(plain: string, digits: DigitPseudonyms, direction: Direction): string {
  const maker = plain.slice(0, 6);
  return NO_MAKER.has(maker) ? plain : maker + digits.hex(`device ${maker}`, plain.slice(6), direction);
}

function worldWideName(plain: string, digits: DigitPseudonyms, direction: Direction): string {
  if (plain.length > 16) {
    const start = plain.length - 32;
    // Sixteen pairs that are no name: a fingerprint of a key, which means nothing else.
    if (plain[start] !== '6') return plain;
    const kept = plain.slice(0, start + 7);
    return kept + digits.hex(`unit ${kept.slice(-7)}`, plain.slice(start + 7), direction);
  }
  if (plain.startsWith('5')) return plain.slice(0, 7) + digits.hex(`name ${plain.slice(0, 7)}`, plain.slice(7), direction);
  const maker = plain.slice(4, 10);
  return NO_MAKER.has(maker) ? plain : plain.slice(0, 10) + digits.hex(`device ${maker}`, plain.slice(10), direction);
}

/**
 * Networks stay networks: equal beginnings stay equal, private addresses private (RFC 1918), and a 0 or 255 is kept. Loopback, masks,
 * multicast and link-local's first half are nobody's address.
 */
function ipv4(text: string, digits: DigitPseudonyms, direction: Direction): string {
  const given = text.split('.').map(Number);
  const first = given[0] ?? 0;
  if (first === 0 || first === 127 || first >= 224) return text;
  // What stood at a place decides how the next is moved: on the way back it is known by then.
  const real: number[] = [];
  const moved = given.map((octet, place) => {
    const options = movable(real, place, String(octet).length);
    const context = `network ${real.join('.')} ${String(octet).length}`;
    const to = options.includes(octet) ? digits.among(context, options, octet, direction) : octet;
    real.push(direction === 'conceal' ? octet : to);
    return to;
  });
  return moved.join('.');
}

/** Octets of so many digits that may take each other's place after these. */
function movable(before: readonly number[], place: number, length: number): readonly number[] {
  // Small numbers are how a network is known, see addressPattern.
  if (place === 0 && length === 1) return [];
  const [from, to] = length === 1 ? [1, 9] : length === 2 ? [10, 99] : [100, place === 0 ? 223 : 254];
  const all = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  if (place === 0) return all.filter((octet) => ![10, 127, 169, 172, 192].includes(octet));
  if (place > 1) return all;
  const [first] = before;
  if (first === 192) return all.filter((octet) => octet !== 168);
  if (first === 172) return all.filter((octet) => octet < 16 || octet > 31);
  if (first === 169) return all.filter((octet) => octet !== 254);
  return all;
}

/** The first group (what kind of address it is) and zeros stay; equal beginnings stay equal. Nobody's: `::`, `::1`, multicast. */
function ipv6(text: string, digits: DigitPseudonyms, direction: Direction): string {
  const groups = text.split(':');
  const [first = ''] = groups;
  if (/^0*$/u.test(first) || first.startsWith('ff')) {
    // Nobody's unless something other than its end is set, as in ::1.
    if (first.startsWith('ff') || groups.filter((group) => !/^0*$/u.test(group)).length < 2) return text;
  }
  const real: string[] = [];
  const moved = groups.map((group, place) => {
    const zeros = /^0*/u.exec(group)?.[0] ?? '';
    const value = group.slice(zeros.length);
    if (value === '') return group;
    const to = place === 0 ? value : digits.hex(`network ${real.join(':')}`, value, direction, true);
    real.push(direction === 'conceal' ? value : to);
    return zeros + to;
  });
  return moved.join(':');
}
