import { strongestClass, type ActionClass } from './action.ts';

/**
 * The least class that a command line must have, told from the programs in it (their man pages; Fabric OS Command Reference; the
 * Storage Manager's command line guide for SMcli). Null when nothing in it is known: it may then be anything.
 */
export function observedClass(command: string): ActionClass | null {
  const classes: ActionClass[] = [];
  for (const part of simpleCommands(command)) {
    const found = classOf(part);
    if (found !== null) classes.push(found);
    if (writesFile(part)) classes.push('change');
  }
  return classes.length === 0 ? null : strongestClass(classes);
}

/** The simple commands of a line: split at operators outside of quotes; what stands in `$( )` and in `sh -c` counts as well. */
function simpleCommands(line: string): readonly string[] {
  const parts: string[] = [];
  let quote = '';
  let current = '';
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at] ?? '';
    if (quote !== '') {
      if (character === quote) quote = '';
      current += character;
    } else if (character === "'" || character === '"') {
      quote = character;
      current += character;
    } else if (character === '>' && line[at + 1] === '&') {
      current += '>&';
      at += 1;
    } else if (/[;&|\n(){}`]/u.test(character)) {
      parts.push(current);
      current = '';
    } else current += character;
  }
  parts.push(current);
  const inner = [...line.matchAll(/\bsh\s+-c\s+(["'])(.*?)\1/gsu)].flatMap((match) => simpleCommands(match[2] ?? ''));
  return [...parts.map((part) => part.trim()).filter((part) => part !== ''), ...inner];
}

function writesFile(part: string): boolean {
  const bare = part.replace(/"[^"]*"|'[^']*'/gu, 'Q');
  return [...bare.matchAll(/(?:^|[^>&0-9])[0-9]*>>?\s*([^\s>&]+)/gu)].some((match) => match[1] !== '/dev/null');
}

type Rule = readonly [program: RegExp, rest: RegExp | null, is: ActionClass | null];

/** First that fits counts. `rest` is what follows the program's name. */
const RULES: readonly Rule[] = [
  [/^(fdisk|sfdisk)$/u, /(^|\s)-(l|d|s|v|-version)/u, null],
  [
    /^(mkfs(\..+)?|mke2fs|mkswap|fdisk|sfdisk|cfdisk|wipefs|shred|blkdiscard|pvcreate|pvremove|vgremove|lvremove)$/u,
    null,
    'destructive',
  ],
  [/^parted$/u, /\b(print|unit)\b(?!.*\b(mk|rm|resize))/u, null],
  [/^parted$/u, null, 'destructive'],
  [/^dd$/u, /\bof=\/dev\/(?!null)/u, 'destructive'],
  [/^dd$/u, /\bof=(?!\/dev\/null)/u, 'change'],
  [/^SMcli$/u, /\b(delete|clear)\s+(allL|logicalDrive|array|storageSubsystem)|initialize/iu, 'destructive'],
  // Giving a controller back takes nothing away.
  [/^SMcli$/u, /availability\s*=\s*online/iu, 'change'],
  [/^SMcli$/u, /availability\s*=|\bset\s+controller/iu, 'fault'],
  [/^SMcli$/u, /\b(create|set|remove|add|reset|recover|revive|start)\b/iu, 'change'],
  [/^(reboot|halt|poweroff|shutdown|switchreboot|fastboot|hareboot)$/u, null, 'reboot'],
  [/^(init|telinit)$/u, /^[06]$/u, 'reboot'],
  [/^(portdisable|portcfgpersistentdisable|switchdisable|bladedisable|switchcfgpersistentdisable)$/iu, null, 'fault'],
  [/^(portenable|portcfgpersistentenable|switchenable)$/iu, null, 'change'],
  [
    /^(cfg(add|create|delete|remove|enable|disable|save|clear)|zone(add|create|delete|remove)|ali(add|create|delete|remove)|port(cfg|name).*|switchname)$/iu,
    null,
    'change',
  ],
  [/^rpm$/u, /(^|\s)(-q|-V|-K|--(query|verify|checksig|eval|showrc|version))/u, null],
  [/^rpm$/u, /(^|\s)(-[a-zA-Z]*[iUFe]|--(install|upgrade|erase|freshen|import|rebuilddb|initdb))/u, 'change'],
  [/^(yum|apt-get|apt|dpkg)$/u, /\b(install|remove|update|upgrade|erase|purge|-i|-r)\b/u, 'change'],
  [/^service$/u, /\b(start|stop|restart|reload|condrestart)\b/u, 'change'],
  [/^xend$/u, /\b(start|stop|restart)\b/u, 'change'],
  [/^systemctl$/u, /\b(start|stop|restart|enable|disable|reload|mask)\b/u, 'change'],
  [/^chkconfig$/u, /(\s(on|off|reset)|--(add|del))\b/u, 'change'],
  [
    /^(xm|xl)$/u,
    /^(create|start|shutdown|destroy|reboot|save|restore|migrate|pause|unpause|mem-|vcpu-set|block-(attach|detach)|network-(attach|detach)|new|delete|rename|sched)/u,
    'change',
  ],
  [
    /^virsh$/u,
    /\b(create|start|shutdown|destroy|reboot|define|undefine|(at|de)tach-|set|net-(create|define|start|destroy|autostart|undefine)|autostart)/u,
    'change',
  ],
  [
    /^(virt-install|mppBusRescan|hot_add|mkinitrd|new-kernel-pkg|grubby|depmod|make|insmod|rmmod|useradd|passwd|kill|pkill|killall|ln|mv|cp|rm|mkdir|rmdir|touch|chmod|chown|tee|tar|cpio|rpm2cpio|truncate|tune2fs|e2label|resize2fs|umount|swapon|swapoff|ifup|ifdown|kpartx|multipath|lvcreate|vgcreate|lvextend)$/u,
    null,
    'change',
  ],
  [/^mppUtil$/u, /(^|\s)-[^\s]*[fgsS]/u, 'change'],
  [/^modprobe$/u, /(^|\s)(-c|-n|-l|--show)/u, null],
  [/^modprobe$/u, null, 'change'],
  [/^mount$/u, /^\S/u, 'change'],
  [/^iptables$/u, /(^|\s)-[AIDRFPX]\b/u, 'change'],
  [/^sed$/u, /(^|\s)(-[a-z]*i|--in-place)/u, 'change'],
];

function classOf(part: string): ActionClass | null {
  const words = part
    .replace(/^(?:[A-Za-z_][A-Za-z0-9_]*=\S*\s+)*(?:(?:exec|nohup|sudo|env|command|time|then|do|else|!)\s+)*/u, '')
    .split(/\s+/u);
  const program = (words[0] ?? '').replace(/^["']|["']$/gu, '');
  const name = program.slice(program.lastIndexOf('/') + 1);
  const rest = words.slice(1).join(' ');
  for (const [pattern, arguments_, is] of RULES) {
    if (pattern.test(name) && (arguments_ === null || arguments_.test(rest))) return is;
  }
  return null;
}
