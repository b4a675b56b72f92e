import { resolvePath } from '../../world/path.ts';
import { clockText } from '../../world/clock.ts';
import { emptyFirewall, firewallText, insertRule, parseFirewall, removeRule } from '../../world/software/network/firewall.ts';
import { runningOf } from '../../world/software/software.ts';
import type { FirewallState } from '../../world/software/state.ts';
import type { Program } from '../program.ts';
import { print, refuse } from './output.ts';

export interface FirewallListing {
  readonly numeric: boolean;
  readonly numbers: boolean;
  readonly verbose: boolean;
  readonly chain: string | null;
}

const targets = new Set(['ACCEPT', 'DROP', 'REJECT', 'LOG', 'RETURN', 'QUEUE']);

/** iptables 1.3.5: the filter table with -A, -I, -D, -L, -S's absence, -F, -P, -N, -X. */
export const iptables: Program = async (call) => {
  await call.sleep(10);
  if (call.user !== 'root')
    return refuse(
      call,
      3,
      "iptables v1.3.5: can't initialize iptables table `filter': Permission denied (you must be root)",
      'Perhaps iptables or your kernel needs to be upgraded.',
    );
  const { firewall } = runningOf(call.machine);
  const args = [...call.args];
  const table = args.indexOf('-t');
  if (table >= 0) {
    const [, name = ''] = args.splice(table, 2);
    if (name !== 'filter')
      return name === 'nat' || name === 'mangle'
        ? 0
        : refuse(
            call,
            3,
            `iptables v1.3.5: can't initialize iptables table \`${name}': Table does not exist (do you need to insmod?)`,
          );
  }
  const listing = args.some((word) => /^-[nvx]*L[nvx]*$/u.test(word) || word === '--list');
  const option = (letter: string, long: string): number =>
    args.findIndex((word) => word === `-${letter}` || word === `--${long}`);
  if (listing) {
    const at = args.findIndex((word) => /^-[nvx]*L[nvx]*$/u.test(word) || word === '--list');
    const chain = args[at + 1] !== undefined && !(args[at + 1] ?? '').startsWith('-') ? (args[at + 1] ?? null) : null;
    if (chain !== null && !firewall.chains.some((each) => each.name === chain))
      return refuse(call, 1, 'iptables: No chain/target/match by that name');
    const has = (letter: string): boolean =>
      args.some((word) => word.startsWith('-') && !word.startsWith('--') && word.includes(letter));
    print(
      call,
      listFirewall(firewall, { numeric: has('n'), numbers: args.includes('--line-numbers'), verbose: has('v'), chain }),
    );
    return 0;
  }
  for (const [letter, long] of [
    ['A', 'append'],
    ['I', 'insert'],
    ['D', 'delete'],
    ['R', 'replace'],
  ] as const) {
    const at = option(letter, long);
    if (at < 0) continue;
    const chain = firewall.chains.find((each) => each.name === args[at + 1]);
    if (chain === undefined)
      return refuse(
        call,
        1,
        args[at + 1] === undefined
          ? `iptables v1.3.5: -${letter} requires a chain`
          : 'iptables: No chain/target/match by that name',
      );
    const numbered = /^\d+$/u.test(args[at + 2] ?? '') ? Number(args[at + 2]) : null;
    const rest = [...args.slice(0, at), ...args.slice(at + (numbered === null ? 2 : 3))];
    if (letter === 'D' && numbered !== null) {
      if (numbered < 1 || numbered > chain.rules.length) return refuse(call, 1, 'iptables: Index of deletion too big');
      chain.rules.splice(numbered - 1, 1);
      return 0;
    }
    const rule = normalRule(rest);
    if (rule.problem !== null)
      return refuse(call, 2, rule.problem, "Try `iptables -h' or 'iptables --help' for more information.");
    if (letter === 'A') chain.rules.push(rule.text);
    else if (letter === 'I') {
      if ((numbered ?? 1) > chain.rules.length + 1) return refuse(call, 1, 'iptables: Index of insertion too big');
      insertRule(firewall, chain.name, rule.text, numbered ?? 1);
    } else if (letter === 'R') chain.rules.splice((numbered ?? 1) - 1, 1, rule.text);
    else if (!removeRule(firewall, chain.name, rule.text))
      return refuse(call, 1, 'iptables: Bad rule (does a matching rule exist in that chain?)');
    return 0;
  }
  const flush = option('F', 'flush');
  if (flush >= 0) {
    for (const chain of firewall.chains) if (args[flush + 1] === undefined || chain.name === args[flush + 1]) chain.rules = [];
    return 0;
  }
  const policy = option('P', 'policy');
  if (policy >= 0) {
    const chain = firewall.chains.find((each) => each.name === args[policy + 1]);
    if (chain === undefined || chain.policy === null) return refuse(call, 1, 'iptables: Bad built-in chain name');
    chain.policy = args[policy + 2] ?? 'ACCEPT';
    return 0;
  }
  const created = option('N', 'new-chain');
  if (created >= 0) {
    const name = args[created + 1] ?? '';
    if (firewall.chains.some((chain) => chain.name === name)) return refuse(call, 1, 'iptables: Chain already exists');
    firewall.chains.push({ name, policy: null, rules: [] });
    return 0;
  }
  const deleted = option('X', 'delete-chain');
  if (deleted >= 0) {
    firewall.chains = firewall.chains.filter(
      (chain) => chain.policy !== null || (args[deleted + 1] !== undefined && chain.name !== args[deleted + 1]),
    );
    return 0;
  }
  if (option('Z', 'zero') >= 0) return 0;
  if (args.includes('--version') || args.includes('-V')) {
    print(call, ['iptables v1.3.5']);
    return 0;
  }
  return refuse(call, 2, 'iptables v1.3.5: no command specified', "Try `iptables -h' or 'iptables --help' for more information.");
};

/** A rule as iptables-save writes it: long names shortened, protocol matches spelt out. */
function normalRule(words: readonly string[]): { readonly text: string; readonly problem: string | null } {
  const short: Readonly<Record<string, string>> = {
    '--protocol': '-p',
    '--jump': '-j',
    '--source': '-s',
    '--destination': '-d',
    '--in-interface': '-i',
    '--out-interface': '-o',
    '--destination-port': '--dport',
    '--source-port': '--sport',
    '--match': '-m',
    '--proto': '-p',
  };
  const out: string[] = [];
  const protocol = words[words.findIndex((word) => word === '-p' || word === '--protocol') + 1];
  for (let index = 0; index < words.length; index += 1) {
    const word = short[words[index] ?? ''] ?? words[index] ?? '';
    if ((word === '--dport' || word === '--sport') && !out.some((each, at) => each === '-m' && out[at + 1] === protocol)) {
      if (words.indexOf('-p') < 0 && words.indexOf('--protocol') < 0)
        return { text: '', problem: `iptables v1.3.5: Unknown arg \`${word}'` };
      out.push('-m', protocol ?? 'tcp');
    }
    out.push(word === 'http' && out.at(-1) === '--dport' ? '80' : word);
  }
  if (out.length === 0) return { text: '', problem: null };
  // iptables-save puts the target behind the matches.
  const jump = out.indexOf('-j');
  if (jump < 0) return { text: out.join(' '), problem: null };
  const target = out.slice(jump);
  const ordered = [...out.slice(0, jump), ...target];
  if (target[1] === 'REJECT' && !target.includes('--reject-with')) ordered.push('--reject-with', 'icmp-port-unreachable');
  return { text: ordered.join(' '), problem: null };
}

/** iptables -L. */
export function listFirewall(firewall: FirewallState, how: FirewallListing): readonly string[] {
  const lines: string[] = [];
  for (const chain of firewall.chains) {
    if (how.chain !== null && chain.name !== how.chain) continue;
    if (lines.length > 0) lines.push('');
    const references = firewall.chains
      .flatMap((each) => each.rules)
      .filter((rule) => new RegExp(`(^| )-j ${chain.name}( |$)`, 'u').test(rule)).length;
    lines.push(
      `Chain ${chain.name} (${chain.policy === null ? `${String(references)} references` : `policy ${chain.policy}${how.verbose ? ' 0 packets, 0 bytes' : ''}`})`,
    );
    lines.push(
      how.verbose
        ? ' pkts bytes target     prot opt in     out     source               destination         '
        : `${how.numbers ? 'num  ' : ''}target     prot opt source               destination         `,
    );
    chain.rules.forEach((rule, index) =>
      lines.push(`${how.numbers ? `${String(index + 1).padEnd(4)} ` : ''}${ruleLine(rule, how)}`),
    );
  }
  return lines;
}

function ruleLine(rule: string, how: FirewallListing): string {
  const value = (option: string): string | null => new RegExp(`(?:^| )${option} (?:! )?(\\S+)`, 'u').exec(rule)?.[1] ?? null;
  const any = how.numeric ? '0.0.0.0/0' : 'anywhere';
  const target = value('-j') ?? '';
  const protocol = value('-p') ?? 'all';
  const shownProtocol = how.numeric && (protocol === 'esp' || protocol === 'ah') ? (protocol === 'esp' ? '50' : '51') : protocol;
  const extras: string[] = [];
  const state = value('--state');
  if (state !== null) extras.push(`state ${state}`);
  const port = value('--dport');
  if (port !== null) extras.push(`${protocol} dpt:${how.numeric ? port : (portNames[port] ?? port)}`);
  const several = value('--dports');
  if (several !== null) extras.push(`multiport dports ${several}`);
  const icmp = value('--icmp-type');
  if (icmp !== null) extras.push(icmp === 'any' ? `icmp ${how.numeric ? 'type 255' : 'any'}` : `icmp type ${icmp}`);
  const reject = value('--reject-with');
  if (reject !== null) extras.push(`reject-with ${reject}`);
  const shown = targets.has(target) || target !== '' ? target : '';
  const [source, destination] = [value('-s') ?? any, value('-d') ?? any];
  if (how.verbose)
    return `    0     0 ${shown.padEnd(10)} ${shownProtocol.padEnd(4)} --  ${(value('-i') ?? '*').padEnd(6)} ${(value('-o') ?? '*').padEnd(7)} ${source.padEnd(20)} ${destination.padEnd(20)} ${extras.join(' ')} `;
  return `${shown.padEnd(10)} ${shownProtocol.padEnd(4)} --  ${source.padEnd(19)}  ${destination.padEnd(19)} ${extras.join(' ')}${extras.length > 0 ? ' ' : ''}`;
}

const portNames: Readonly<Record<string, string>> = {
  '22': 'ssh',
  '53': 'domain',
  '67': 'bootps',
  '80': 'http',
  '443': 'https',
  '631': 'ipp',
  '5353': 'mdns',
};

export const iptablesSave: Program = async (call) => {
  await call.sleep(10);
  call.write(firewallText(runningOf(call.machine).firewall, clockText(call.machine.now(), 'date').replace(' UTC', '')));
  return 0;
};

export const iptablesRestore: Program = async (call) => {
  const file = call.args.find((word) => !word.startsWith('-'));
  const text = file === undefined ? await call.readInput() : call.machine.files.readText(resolvePath(call.cwd, file));
  runningOf(call.machine).firewall = text.trim() === '' ? emptyFirewall() : parseFirewall(text);
  return 0;
};
