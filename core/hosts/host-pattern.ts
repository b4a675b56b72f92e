/**
 * Whether a pattern of ssh_config(5), PATTERNS, fits a whole host name: `*` for any number of characters, `?` for exactly one, letters compared without case. One star
 * is remembered at a time, so that no pattern takes longer than its length times the name's.
 */
export function fitsHostPattern(pattern: string, name: string): boolean {
  const wanted = pattern.toLowerCase();
  const given = name.toLowerCase();
  let at = 0;
  let position = 0;
  let star = -1;
  let resume = 0;
  while (position < given.length) {
    if (wanted[at] === '*') {
      star = at;
      at += 1;
      resume = position;
    } else if (at < wanted.length && (wanted[at] === '?' || wanted[at] === given[position])) {
      at += 1;
      position += 1;
    } else if (star >= 0) {
      at = star + 1;
      resume += 1;
      position = resume;
    } else return false;
  }
  while (wanted[at] === '*') at += 1;
  return at === wanted.length;
}
