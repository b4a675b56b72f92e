/**
 * Order of two version texts as rpm orders them (lib/rpmvercmp.c of rpm 4.4): runs of digits and runs of letters are
 * compared one by one, digits are newer than letters, `~` sorts before everything. An `EPOCH:` in front is compared first.
 * Negative: a is older; zero: the same; positive: a is newer.
 */
export function compareVersions(a: string, b: string): number {
  const [epochA, restA] = withEpoch(a);
  const [epochB, restB] = withEpoch(b);
  if (epochA !== epochB) return epochA < epochB ? -1 : 1;
  const left = segments(restA);
  const right = segments(restB);
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const one = left[index];
    const other = right[index];
    if (one === undefined) return other === '~' ? 1 : -1;
    if (other === undefined) return one === '~' ? -1 : 1;
    const order = compareSegments(one, other);
    if (order !== 0) return order;
  }
  return 0;
}

function withEpoch(text: string): readonly [number, string] {
  const match = /^([0-9]{1,9}):(.*)$/su.exec(text);
  return match === null ? [0, text] : [Number(match[1]), match[2] ?? ''];
}

function segments(text: string): readonly string[] {
  return text.match(/[0-9]+|[a-zA-Z]+|~/gu) ?? [];
}

function compareSegments(one: string, other: string): number {
  if (one === other) return 0;
  if (one === '~') return -1;
  if (other === '~') return 1;
  const digits = /^[0-9]/u;
  if (digits.test(one) !== digits.test(other)) return digits.test(one) ? 1 : -1;
  if (!digits.test(one)) return one < other ? -1 : 1;
  const left = one.replace(/^0+/u, '');
  const right = other.replace(/^0+/u, '');
  if (left.length !== right.length) return left.length < right.length ? -1 : 1;
  return left < right ? -1 : left > right ? 1 : 0;
}
