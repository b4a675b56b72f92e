import { readJournal, type JournalEntry } from '../../world/debian/journal.ts';
import type { Program } from '../program.ts';
import { isoTime, journalTime } from './times.ts';

/** journalctl: -u, -k, -b [N], -n N, -o FORMAT, -g PATTERN, -t IDENTIFIER, --since and --until, --no-pager, -q, -r. */
export const journalctl: Program = async (call) => {
  await call.sleep(60);
  const { machine } = call;
  let entries: readonly JournalEntry[] = readJournal(machine);
  let format = 'short';
  let count: number | null = null;
  const units: string[] = [];
  const tags: string[] = [];
  let reverse = false;
  const { args } = call;
  const boots = [...new Set(entries.map(({ bootId }) => bootId))];
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    const inline = /^(--[a-z-]+)=(.*)$/u.exec(word);
    const name = inline?.[1] ?? word;
    const value = (): string => inline?.[2] ?? args[(at += 1)] ?? '';
    switch (name) {
      case '-u':
      case '--unit': {
        const unit = value();
        units.push(/\.[a-z]+$/u.test(unit) ? unit : `${unit}.service`);
        break;
      }
      case '-t':
      case '--identifier':
        tags.push(value());
        break;
      case '-k':
      case '--dmesg':
        entries = entries.filter(({ tag, bootId }) => tag === 'kernel' && bootId === machine.state.bootId);
        break;
      case '-b':
      case '--boot': {
        const next = inline?.[2] ?? (/^-?\d+$/u.test(args[at + 1] ?? '') ? args[(at += 1)] : '0');
        const boot = Number(next) <= 0 ? boots[boots.length - 1 + Number(next)] : boots[Number(next) - 1];
        entries = entries.filter(({ bootId }) => bootId === boot);
        break;
      }
      case '-n':
      case '--lines': {
        const lines = inline?.[2] ?? (/^\d+$|^all$/u.test(args[at + 1] ?? '') ? (args[(at += 1)] ?? '10') : '10');
        count = lines === 'all' ? null : Number(lines);
        break;
      }
      case '-o':
      case '--output':
        format = value();
        break;
      case '-g':
      case '--grep': {
        const pattern = value();
        const search = new RegExp(pattern, pattern === pattern.toLowerCase() ? 'iu' : 'u');
        entries = entries.filter(({ text }) => search.test(text));
        break;
      }
      case '-S':
      case '--since': {
        const from = moment(value(), machine.now());
        entries = entries.filter((entry) => entry.at >= from);
        break;
      }
      case '-U':
      case '--until': {
        const until = moment(value(), machine.now());
        entries = entries.filter((entry) => entry.at <= until);
        break;
      }
      case '-r':
      case '--reverse':
        reverse = true;
        break;
      default:
        if (/^-n\d+$/u.test(name)) count = Number(name.slice(2));
    }
  }
  if (units.length > 0) entries = entries.filter(({ unit }) => units.includes(unit));
  if (tags.length > 0) entries = entries.filter(({ tag }) => tags.includes(tag.replace(/\[\d+\]$/u, '')));
  if (count !== null) entries = entries.slice(Math.max(0, entries.length - count));
  if (reverse) entries = [...entries].reverse();
  if (entries.length === 0) {
    call.write('-- No entries --\n');
    return 0;
  }
  const { hostname } = machine.state;
  call.write(entries.map((entry) => `${lineOf(entry, format, hostname)}\n`).join(''));
  return 0;
};

function lineOf(entry: JournalEntry, format: string, hostname: string): string {
  switch (format) {
    case 'cat':
      return entry.text;
    case 'short-iso':
      return `${isoTime(entry.at)} ${hostname} ${entry.tag}: ${entry.text}`;
    case 'short-unix':
      return `${(entry.at / 1_000).toFixed(6)} ${hostname} ${entry.tag}: ${entry.text}`;
    case 'json': {
      const [, name, pid] = /^(.*?)(?:\[(\d+)\])?$/u.exec(entry.tag) ?? [];
      return JSON.stringify({ __REALTIME_TIMESTAMP: `${String(entry.at)}000`, _BOOT_ID: entry.bootId.replace(/-/gu, ''), _HOSTNAME: hostname, SYSLOG_IDENTIFIER: name, ...(pid === undefined ? {} : { _PID: pid }), ...(entry.unit === '-' ? {} : { _SYSTEMD_UNIT: entry.unit }), MESSAGE: entry.text }); // prettier-ignore
    }
    default:
      return `${journalTime(entry.at)} ${hostname} ${entry.tag}: ${entry.text}`;
  }
}

/** `2026-11-23 09:00:00`, `-5min`, `5 minutes ago`, `today`, `@SECONDS`. */
function moment(text: string, now: number): number {
  if (text.startsWith('@')) return Number(text.slice(1)) * 1_000;
  if (text === 'now') return now;
  if (text === 'today') return now - (now % 86_400_000);
  const ago = /^-?\s*(\d+)\s*(s|sec|seconds?|m|min|minutes?|h|hours?|d|days?)(?:\s+ago)?$/u.exec(text);
  if (ago !== null) {
    const unit = (ago[2] ?? 's').charAt(0);
    return now - Number(ago[1]) * { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }[unit as 's' | 'm' | 'h' | 'd'];
  }
  const parsed = Date.parse(`${text.trim().replace(' ', 'T')}Z`);
  return Number.isNaN(parsed) ? 0 : parsed;
}
