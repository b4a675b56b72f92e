const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Mean year of the Gregorian calendar. */
const YEAR = 365.2425 * DAY;

/**
 * Milliseconds for a person. `measured`: in two units, from milliseconds on (`340 ms`, `4.2 s`, `2 min 5 s`, `1 h 20 min`); `about`: an estimate or a clock
 * that runs, in whole seconds below one and a half minutes and in whole minutes below one and a half hours (`45 s`, `12 min`, `1 h 20 min`). From two days
 * on, days, and years after two. `–` where nothing is known. Rounded to the smallest unit that is shown before it is divided, so that no part reaches the next unit.
 */
export function durationText(milliseconds: number | null, exactness: 'measured' | 'about' = 'measured'): string {
  if (milliseconds === null) return '–';
  const whole = (unit: number): number => Math.round(milliseconds / unit);
  if (exactness === 'measured') {
    if (whole(1) < SECOND) return `${whole(1)} ms`;
    const tenths = whole(100);
    if (tenths < 600) return `${(tenths / 10).toFixed(1)} s`;
    const seconds = whole(SECOND);
    if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  } else {
    const seconds = whole(SECOND);
    if (seconds < 90) return `${seconds} s`;
    if (whole(MINUTE) < 90) return `${whole(MINUTE)} min`;
  }
  const minutes = whole(MINUTE);
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  const days = whole(DAY);
  return days < 730 ? `${days} days` : `${(milliseconds / YEAR).toFixed(1)} years`;
}
