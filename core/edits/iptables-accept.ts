import { z } from 'zod';
import { failure, success } from '../result.ts';
import type { Edit } from './edit.ts';
import { insertLines, joinLines, splitLines } from './lines.ts';

const parameters = z.strictObject({
  port: z.number().int().min(1).max(65535),
  protocol: z.enum(['tcp', 'udp']).default('tcp'),
});

/**
 * Lets new connections to a port in, in /etc/sysconfig/iptables as system-config-securitylevel of RHEL 5 writes it. The rule goes
 * before the first one that rejects or drops everything, since rules are tried in order.
 */
export const iptablesAccept: Edit<z.infer<typeof parameters>> = {
  name: 'iptables-accept',
  title: 'Let connections to a port in',
  parameters,
  mayCreate: false,
  apply: (text, given) => {
    const lines = splitLines(text);
    const table = lines.findIndex((line) => line.text.trim() === '*filter');
    if (table < 0) return failure('no-filter-table', 'The file has no table `*filter`: it is not what iptables-save writes.');
    const commit = lines.findIndex((line, index) => index > table && line.text.trim() === 'COMMIT');
    if (commit < 0) return failure('no-commit', 'The table `*filter` has no `COMMIT`.');
    const inside = lines.slice(table, commit).map((line) => line.text.trim());
    const chain = inside.some((line) => line.startsWith(':RH-Firewall-1-INPUT ')) ? 'RH-Firewall-1-INPUT' : 'INPUT';
    const barrier = inside.findIndex((line) => new RegExp(`^-A ${chain} -j (REJECT|DROP)( |$)`, 'u').test(line));
    const at = barrier < 0 ? commit : table + barrier;
    const accepted = new RegExp(`^-A ${chain} .*-p ${given.protocol} .*--dport ${given.port} .*-j ACCEPT$`, 'u');
    if (inside.slice(0, at - table).some((line) => accepted.test(line) && !/ -[sdio] /u.test(line))) return success(text);
    const rule = `-A ${chain} -m state --state NEW -m ${given.protocol} -p ${given.protocol} --dport ${given.port} -j ACCEPT`;
    return success(joinLines(insertLines(lines, at, [rule])));
  },
};
