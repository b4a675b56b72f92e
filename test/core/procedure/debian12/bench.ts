import { readFileSync } from 'node:fs';
import { evaluateCheckpoint, hintProbes, type Answer, type CheckResult } from '../../../../core/checks/evaluate.ts';
import type { Checkpoint } from '../../../../core/checks/checkpoint.ts';
import { edits } from '../../../../core/edits/edits.ts';
import { inventory, type Inventory } from '../../../../core/hosts/inventory.ts';
import { probes } from '../../../../core/probes/registry.ts';
import { lintProcedure } from '../../../../core/procedure/lint/lint.ts';
import { stepsOf } from '../../../../core/procedure/order.ts';
import { resolveParameters } from '../../../../core/procedure/parameters.ts';
import type { Procedure } from '../../../../core/procedure/schema.ts';
import { allHosts, scopeFor, type ScopeSource } from '../../../../core/procedure/step-scope.ts';
import { fixture, outputOf } from '../../probes/fixtures.ts';

/** The procedure that ships, judged on what fixtures say, without hosts. */
export const procedure = ((): Procedure => {
  const text = readFileSync(new URL('../../../../assets/procedures/debian12-multipath.yaml', import.meta.url), 'utf8');
  const found = lintProcedure(text, { probes, edits }).procedure;
  if (found === null) throw new Error('The procedure cannot be read');
  return found;
})();

const wwids = [0, 1, 2, 3].map((lun) => `600140560a0b80000f00${lun}00000000000`);

/** One or more hosts on two fabrics, ports told by address, LUNs as on the host that the fixtures were captured on. */
export function iscsiInventory(hosts = 1): Inventory {
  const names = Array.from({ length: hosts }, (_unused, index) => `xenhost${index === 0 ? '' : String(index + 1)}`);
  const ports = names.flatMap((host, index) =>
    [1, 2].map((port) => ({ host, port, wwpn: `10.77.${port}.${index + 1 + (index === 0 ? 0 : 10)}` })),
  );
  return inventory.parse({
    format: 1,
    hosts: Object.fromEntries(names.map((name, index) => [name, { role: 'dom0', address: `192.0.2.${index + 1}` }])),
    fabric: {
      ports,
      switches: [{ name: 'sw1' }, { name: 'sw2' }],
      controllerPorts: [
        { array: 'ds4800', controller: 'A', port: 1, wwpn: '10.77.1.2' },
        { array: 'ds4800', controller: 'B', port: 1, wwpn: '10.77.2.2' },
      ],
      cables: [
        ...ports.map(({ host, port }, index) => ({
          label: `${host}-p${port}`,
          from: { host, port },
          switch: `sw${port}`,
          switchPort: index,
        })),
        { label: 'ctlA-sw1', from: { array: 'ds4800', controller: 'A', port: 1 }, switch: 'sw1', switchPort: 20 },
        { label: 'ctlB-sw2', from: { array: 'ds4800', controller: 'B', port: 1 }, switch: 'sw2', switchPort: 20 },
      ],
      zones: ports.map(({ host, port, wwpn }) => ({
        name: `${host}_p${port}`,
        switch: `sw${port}`,
        initiator: wwpn,
        target: `10.77.${port}.2`,
      })),
      luns: wwids.map((wwid, lun) => ({
        lun,
        name: `lun${lun}`,
        array: 'ds4800',
        wwid,
        preferredController: lun % 2 === 0 ? 'A' : 'B',
      })),
    },
  });
}

/** What expressions of the procedure are evaluated on. */
export function source(
  hosts: Inventory = iscsiInventory(),
  given: Readonly<Record<string, unknown>> = {},
  captures = {},
): ScopeSource {
  const resolved = resolveParameters(procedure, hosts, given);
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.problems));
  const [first = ''] = Object.keys(hosts.hosts);
  return {
    inventory: hosts,
    parameters: resolved.value,
    captured: { [first]: captures },
    joined: [],
    run: { id: 'r', operator: 'o' },
  };
}

export function checkpointOf(step: string, check: string): Checkpoint {
  const found = stepsOf(procedure)
    .find((one) => one.step.id === step)
    ?.step.checkpoints.find(({ id }) => id === check);
  if (found === undefined) throw new Error(`The procedure has no checkpoint ${step} ${check}`);
  return found;
}

/** Facts of a fixture of a probe, from bytes that may be changed before they are read. */
export function told(probeName: string, name: string, change: (text: string) => string = (same) => same, exit?: number): unknown {
  const probe = probes.find((one) => one.name === probeName);
  const { output, about } = fixture(probeName, name);
  const text = change(new TextDecoder('latin1').decode(output.stdout));
  const parsed = probe?.parse(
    outputOf(new Uint8Array(Buffer.from(text, 'latin1')), { stderr: about.stderr, exit: exit ?? about.exit }),
    probe.parameters.parse(about.parameters),
  );
  if (parsed?.ok !== true)
    throw new Error(`${probeName} ${name}: ${parsed === undefined ? 'no such probe' : parsed.problem.sentence}`);
  return parsed.facts;
}

/** A probe's empty facts, some of them others. */
export function facts(probeName: string, others: Readonly<Record<string, unknown>> = {}): unknown {
  const probe = probes.find((one) => one.name === probeName);
  if (probe === undefined) throw new Error(`No probe ${probeName}`);
  return probe.facts.parse({ ...(probe.empty as object), ...others });
}

/** What becomes of a checkpoint on the first host, given facts by the names of its bindings, those of hints too. */
export function judge(
  step: string,
  check: string,
  given: Readonly<Record<string, unknown>>,
  from: ScopeSource = source(),
): CheckResult {
  const checkpoint = checkpointOf(step, check);
  const [host] = allHosts(from);
  if (host === undefined) throw new Error('The inventory has no host');
  const bindings = { ...checkpoint.probes, ...hintProbes(checkpoint) };
  const answers = Object.fromEntries(
    Object.entries(bindings).flatMap(([name, binding]) => {
      const value = given[name];
      if (value === undefined && name in checkpoint.probes)
        throw new Error(`${step} ${check} asks for ${name}, ${binding.probe}`);
      const answer: Answer = value === undefined ? { state: 'not-run' } : { state: 'facts', facts: value };
      return [[name, [{ host: host.name, answer }]]];
    }),
  );
  return evaluateCheckpoint({
    checkpoint,
    answers,
    scope: scopeFor(from, host),
    findProbe: (name) => probes.find((one) => one.name === name),
  });
}

/** Names of maps as the procedure binds them, in output of a host on which they go by the order of arrival. */
export const aliased = (text: string): string =>
  text
    .replaceAll('mpathb', 'xen_lun0')
    .replaceAll('mpathd', 'xen_lun1')
    .replaceAll('mpatha', 'xen_lun2')
    .replaceAll('mpathc', 'xen_lun3');
