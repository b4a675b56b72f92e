const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Where a world's clock starts unless told otherwise: 4 March 2008, 09:00 UTC. */
export const defaultStart = Date.UTC(2008, 2, 4, 9, 0, 0);

/** `syslog`: `Mar  4 09:00:00`; `date`: `Tue Mar  4 09:00:00 UTC 2008`. Practice hosts keep UTC. */
export function clockText(at: number, style: 'syslog' | 'date'): string {
  const time = new Date(at);
  const clock = [time.getUTCHours(), time.getUTCMinutes(), time.getUTCSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
  const day = `${months[time.getUTCMonth()] ?? ''} ${String(time.getUTCDate()).padStart(2, ' ')} ${clock}`;
  return style === 'syslog' ? day : `${days[time.getUTCDay()] ?? ''} ${day} UTC ${String(time.getUTCFullYear())}`;
}
