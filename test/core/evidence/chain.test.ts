import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CHAIN_START, linkHash, verifyChain } from '../../../core/evidence/chain.ts';
import { sha256Hex } from '../../../core/evidence/hash.ts';

interface Entry {
  readonly sequence: number;
  readonly previous: string;
  readonly hash: string;
  readonly event: unknown;
}

function chainOf(contents: readonly unknown[]): Entry[] {
  const links: Entry[] = [];
  for (const event of contents) {
    const link = { sequence: links.length + 1, previous: links.at(-1)?.hash ?? CHAIN_START, event };
    links.push({ ...link, hash: linkHash(link) });
  }
  return links;
}

test('SHA-256 of the FIPS 180-4 example', () => {
  expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

describe('verifyChain', () => {
  test('finds nothing wrong with a whole chain, or with none', () => {
    expect(verifyChain([])).toBeNull();
    const links = chainOf(['a', { b: 1 }, null]);
    expect(verifyChain(links, links[2]!.hash)).toBeNull();
  });

  test('a list cut at its end is found out by the head that it is known to have', () => {
    const links = chainOf(['a', 'b', 'c']);
    expect(verifyChain(links.slice(0, 2))).toBeNull();
    expect(verifyChain(links.slice(0, 2), links[2]!.hash)?.sentence).toMatch(/ends after event 2/u);
  });

  test('content with a new hash of its own is found at the next link', () => {
    const links = chainOf(['a', 'b', 'c']);
    const { hash: _hash, ...forged } = { ...links[1]!, event: 'B' };
    links[1] = { ...forged, hash: linkHash(forged) };
    expect(verifyChain(links)).toEqual({ sequence: 3, sentence: 'Event 3 does not follow from event 2.' });
  });

  test('content that JSON cannot say is a break, not an exception', () => {
    const links = chainOf(['a']);
    const cut: Entry = { ...links[0]!, event: 'x\ud800' };
    expect(verifyChain([cut])?.sequence).toBe(1);
  });

  test('property: any change, removal, doubling or swap of links is found at or before the place after it', () => {
    const harm = fc.constantFrom('change', 'remove', 'double', 'swap');
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { minLength: 3, maxLength: 12 }), fc.nat(), harm, (contents, at, kind) => {
        fc.pre(!/\\ud[89a-f]/u.test(JSON.stringify(contents)));
        const links = chainOf(contents);
        // The last link is left out: cutting it off is what `head` is for.
        const index = at % (links.length - 1);
        const link = links[index]!;
        if (kind === 'change') links[index] = { ...link, event: { changed: link.event } };
        if (kind === 'remove') links.splice(index, 1);
        if (kind === 'double') links.splice(index, 0, link);
        if (kind === 'swap') links.splice(index, 2, links[index + 1]!, link);
        const broken = verifyChain(links);
        expect(broken?.sequence).toBeGreaterThanOrEqual(index + 1);
        expect(broken?.sequence).toBeLessThanOrEqual(index + 2);
      }),
      { numRuns: 100 },
    );
  });
});
