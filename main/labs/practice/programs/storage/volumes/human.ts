/** A size as GNU -h prints it: at most three digits with one decimal below ten, always rounded up. */
export function humanSize(bytes: number, base: 1000 | 1024): string {
  const units = ['', base === 1000 ? 'k' : 'K', 'M', 'G', 'T', 'P'];
  let unit = 0;
  let value = bytes;
  while (value >= base && unit < units.length - 1) {
    value /= base;
    unit += 1;
  }
  if (unit === 0) return String(bytes);
  const tenths = Math.ceil(value * 10) / 10;
  if (tenths < 10) return `${tenths.toFixed(1)}${units[unit] ?? ''}`;
  const whole = Math.ceil(value);
  return whole >= base && unit < units.length - 1 ? `1.0${units[unit + 1] ?? ''}` : `${String(whole)}${units[unit] ?? ''}`;
}
