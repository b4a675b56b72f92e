import { z } from 'zod';
import { leaf } from './cited.ts';
import type { Leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { derivedText, flag, integer, text } from './facts.ts';
import type { Citation } from './probe.ts';
import { absence, cutShort, matchLine, mustMatch, unreadable } from './reading.ts';

interface Rule {
  readonly packets: Leaf<number>;
  readonly bytes: Leaf<number>;
  readonly target: Leaf<string>;
  readonly protocol: Leaf<string>;
  readonly options: Leaf<string>;
  readonly input: Leaf<string>;
  readonly output: Leaf<string>;
  readonly source: Leaf<string>;
  readonly destination: Leaf<string>;
  readonly match: Leaf<string>;
}

interface Chain {
  readonly name: Leaf<string>;
  /** ACCEPT, DROP, or '' for a chain of the user's. */
  readonly policy: Leaf<string>;
  readonly heading: Leaf<string>;
  readonly rules: Rule[];
}

interface Verdict {
  readonly word: string;
  readonly at: Citation;
}

/** Deeper jumps than iptables allows loops for. */
const deepest = 16;

export const networkFirewall = defineProbe({
  name: 'network.firewall',
  title: "The packet filter's rules, and whether a new TCP connection to a port gets in",
  source: 'iptables(8) 1.3.5 with -L -n -v -x',
  roles: ['dom0', 'guest'],
  parameters: z.strictObject({ port: z.number().int().min(1).max(65535).default(80) }),
  facts: z.strictObject({
    present: flag,
    chains: z.array(
      z.strictObject({
        name: text,
        policy: text,
        heading: text,
        rules: z.array(
          z.strictObject({
            packets: integer,
            bytes: integer,
            target: text,
            protocol: text,
            options: text,
            input: text,
            output: text,
            source: text,
            destination: text,
            match: text,
          }),
        ),
      }),
    ),
    /** What INPUT does with the first packet of a connection to the port, from any address and through any adapter but lo: ACCEPT, DROP, REJECT. */
    verdict: derivedText,
  }),
  empty: { present: false, chains: [], verdict: '' },
  command: () => '/sbin/iptables -L -n -v -x',
  read: (reading, { port }) => {
    const missing = absence(reading);
    if (missing !== null) return { present: missing, chains: [], verdict: leaf('', missing.at) };
    if (reading.exit !== 0) unreadable('The rules could not be listed', reading.stderr[0]);
    const chains: Chain[] = [];
    let headings = 0;
    for (const line of reading.stdout) {
      if (line.text === '') continue;
      const chain = matchLine(
        line,
        /^Chain (\S+) (\((?:policy (ACCEPT|DROP|QUEUE) [0-9]+ packets, [0-9]+ bytes|[0-9]+ references)\))$/du,
      );
      const last = chains[chains.length - 1];
      if (chain !== null) {
        chains.push({ name: chain.text(1), policy: chain.text(3), heading: chain.text(2), rules: [] });
      } else if (/^\s*pkts\s+bytes\s+target\s+prot\s+opt\s+in\s+out\s+source\s+destination\s*$/u.test(line.text)) {
        reading.ignore(line);
        headings += 1;
        if (headings !== chains.length) unreadable('A heading stands in the wrong place', line);
      } else {
        const match = mustMatch(
          line,
          /^\s*([0-9]+)\s+([0-9]+) (\S*)\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)(?:\s+(\S(?:.*\S)?))?\s*$/du,
          'A rule',
        );
        if (last === undefined) return unreadable('A rule stands before any chain', line);
        last.rules.push({
          packets: match.integer(1),
          bytes: match.integer(2),
          target: match.text(3),
          protocol: match.text(4),
          options: match.text(5),
          input: match.text(6),
          output: match.text(7),
          source: match.text(8),
          destination: match.text(9),
          match: match.text(10),
        });
      }
    }
    if (headings !== chains.length) cutShort('a chain has no heading');
    const input = chains.find((chain) => chain.name.value === 'INPUT') ?? cutShort('the chain INPUT is missing');
    const names = chains.map((chain) => chain.name.value);
    if (new Set(names).size !== names.length) unreadable('A chain came twice');
    for (const chain of chains) {
      const lost = chain.rules.find((rule) => /^[A-Z]+-.+$/u.test(rule.target.value) && !names.includes(rule.target.value));
      if (lost !== undefined) cutShort(`the chain ${lost.target.value} is missing`);
    }
    const verdict = verdictOf(input, chains, port, 0) ?? { word: input.policy.value, at: input.policy.at };
    return { present: leaf(true, reading.whole), chains, verdict: leaf(verdict.word, verdict.at) };
  },
});

/** The first rule that decides; null when the chain comes to its end. */
function verdictOf(chain: Chain, chains: readonly Chain[], port: number, depth: number): Verdict | null {
  for (const rule of chain.rules) {
    if (!applies(rule, port)) continue;
    const { value: word, at } = rule.target;
    if (word === 'ACCEPT' || word === 'DROP' || word === 'REJECT') return { word, at };
    if (word === 'RETURN') return null;
    const next = chains.find((candidate) => candidate.name.value === word);
    if (next !== undefined && depth < deepest) {
      const verdict = verdictOf(next, chains, port, depth + 1);
      if (verdict !== null) return verdict;
    }
  }
  return null;
}

/** Whether the first packet of a TCP connection to the port, from anywhere, meets the rule. A match that is not known here is taken as not met. */
function applies(rule: Rule, port: number): boolean {
  const anywhere = rule.source.value === '0.0.0.0/0' && rule.destination.value === '0.0.0.0/0';
  if (!anywhere || rule.input.value === 'lo' || !['all', 'tcp', '0', '6'].includes(rule.protocol.value)) return false;
  if (rule.input.value !== '*' && rule.target.value !== 'DROP' && rule.target.value !== 'REJECT') return false;
  let rest = rule.match.value;
  const states = /\bstate ([A-Z,]+)/u.exec(rest)?.[1];
  if (states !== undefined && !states.split(',').includes('NEW')) return false;
  rest = rest.replace(/\bstate [A-Z,]+/u, '');
  const single = /\btcp dpt:([0-9]+)/u.exec(rest)?.[1];
  const range = /\btcp dpts:([0-9]+):([0-9]+)/u.exec(rest);
  const several = /\b(?:multiport )?dports ([0-9,:]+)/u.exec(rest)?.[1];
  if (single !== undefined && Number(single) !== port) return false;
  if (range !== null && (port < Number(range[1]) || port > Number(range[2]))) return false;
  if (several !== undefined && !several.split(',').some((part) => isWithin(part, port))) return false;
  rest = rest.replace(/\btcp dpts?:[0-9:]+|\b(?:multiport )?dports [0-9,:]+|\breject-with \S+|\btcp\b/gu, '');
  return rest.trim() === '';
}

function isWithin(part: string, port: number): boolean {
  const [low, high = low] = part.split(':').map(Number);
  return low !== undefined && high !== undefined && port >= low && port <= high;
}
