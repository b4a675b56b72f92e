/** Compares two version strings as rpm does (rpmvercmp of rpm 4.4.2): runs of digits as numbers, runs of letters as text, digits above letters. */
export function compareVersions(left: string, right: string): number {
  if (left === right) return 0;
  const a = left.match(/\d+|[a-zA-Z]+/gu) ?? [];
  const b = right.match(/\d+|[a-zA-Z]+/gu) ?? [];
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const one = a[index] ?? '';
    const two = b[index] ?? '';
    const oneDigits = /^\d/u.test(one);
    if (oneDigits !== /^\d/u.test(two)) return oneDigits ? 1 : -1;
    if (oneDigits) {
      const difference = BigInt(one) - BigInt(two);
      if (difference !== 0n) return difference > 0n ? 1 : -1;
    } else if (one !== two) return one > two ? 1 : -1;
  }
  return Math.sign(a.length - b.length);
}

/** Version and release together; a side without release matches any. */
export function compareVersionReleases(left: string, right: string): number {
  const [leftVersion = '', leftRelease] = split(left);
  const [rightVersion = '', rightRelease] = split(right);
  const versions = compareVersions(leftVersion, rightVersion);
  if (versions !== 0 || leftRelease === undefined || rightRelease === undefined) return versions;
  return compareVersions(leftRelease, rightRelease);
}

function split(text: string): readonly string[] {
  const bare = text.replace(/^\d+:/u, '');
  const dash = bare.indexOf('-');
  return dash < 0 ? [bare] : [bare.slice(0, dash), bare.slice(dash + 1)];
}
