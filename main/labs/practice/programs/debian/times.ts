const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** `05:24:45` */
function clock(at: Date): string {
  return [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()].map(two).join(':');
}

/** `Nov 23 05:24:45`, as journalctl prints by itself. */
export function journalTime(at: number): string {
  const time = new Date(at);
  return `${months[time.getUTCMonth()] ?? ''} ${two(time.getUTCDate())} ${clock(time)}`;
}

/** `Mon 2026-11-23 05:25:03 UTC`, as systemctl prints. */
export function statusTime(at: number): string {
  const time = new Date(at);
  return `${days[time.getUTCDay()] ?? ''} ${String(time.getUTCFullYear())}-${two(time.getUTCMonth() + 1)}-${two(time.getUTCDate())} ${clock(time)} UTC`;
}

/** `2026-11-23T05:47:36+0000`: short-iso of journalctl. */
export function isoTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}+0000`;
}

/** `Nov 23 05:20`: ls -l's, and lsinitramfs'. */
export function listingTime(at: number): string {
  const time = new Date(at);
  return `${months[time.getUTCMonth()] ?? ''} ${String(time.getUTCDate()).padStart(2)} ${clock(time).slice(0, 5)}`;
}

/** `9min`, `1h 3min`, `12s`, as systemctl says how long ago. */
export function shortAge(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1_000);
  if (seconds < 60) return `${String(seconds)}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60)
    return minutes < 10 && seconds % 60 > 0 && minutes < 2
      ? `${String(minutes)}min ${String(seconds % 60)}s`
      : `${String(minutes)}min`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${String(hours)}h ${String(minutes % 60)}min` : `${String(Math.floor(hours / 24))} days`;
}
