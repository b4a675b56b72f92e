import type { FactGroup, HostFacts } from '../../core/contract/hosts.ts';
import { inert } from '../../core/evidence/inert.ts';
import type { InventoryHost } from '../../core/hosts/inventory.ts';
import type { Probe } from '../../core/probes/probe.ts';
import { findProbe } from '../../core/probes/registry.ts';
import { askHosts, keyOf } from './ask-hosts.ts';
import type { Reach } from './open-application.ts';

/** What is asked of a host to know what it is: nothing with parameters, and nothing that takes long. */
const ASKED = [
  'host.release',
  'host.identity',
  'host.boot',
  'host.clock',
  'host.hardware',
  'xen.capabilities',
  'network.addresses',
  'fc.hosts',
  'brocade.switch',
  'brocade.version',
];

/** Facts of one group that are handed to a window. */
const MOST_FACTS = 60;

/** Reads what a host is, in one exec; nothing of it is recorded. `at`: our clock, ISO 8601. */
export async function readHostFacts(
  reach: Reach,
  host: string,
  target: InventoryHost,
  signal: AbortSignal,
  at: string,
): Promise<HostFacts> {
  const asked = ASKED.flatMap((name): readonly Probe[] => {
    const probe = findProbe(name);
    return probe !== undefined && probe.shell === target.shell && probe.roles.includes(target.role) ? [probe] : [];
  });
  const questions = asked.map((probe) => ({ host, probe, parameters: {} }));
  const answers = await askHosts({ reach, signal }, questions);
  const groups = questions.map((question): FactGroup => {
    const { probe, parameters } = question;
    const answer = answers.get(keyOf(question));
    const common = { probe: probe.name, title: probe.title, command: probe.command(parameters) };
    if (answer?.state === 'facts') {
      const leaves = [...leavesOf(answer.facts, '')];
      return { ...common, facts: leaves.slice(0, MOST_FACTS), more: Math.max(0, leaves.length - MOST_FACTS), problem: null };
    }
    const problem =
      answer !== undefined && 'problem' in answer
        ? answer.problem
        : { code: 'not-asked', sentence: 'It was not asked: the connection ended before.' };
    return { ...common, facts: [], more: 0, problem };
  });
  return { at, groups };
}

function* leavesOf(value: unknown, path: string): Generator<{ readonly name: string; readonly value: string }> {
  if (Array.isArray(value)) {
    if (value.length === 0) yield { name: path, value: '' };
    for (const [index, item] of value.entries()) yield* leavesOf(item, `${path}[${index}]`);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) yield* leavesOf(item, path === '' ? key : `${path}.${key}`);
  } else yield { name: path, value: inert(String(value), { limit: 300 }) };
}
