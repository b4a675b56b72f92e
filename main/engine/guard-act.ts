import type { Act } from '../../core/actions/expand.ts';
import { guardDevice, type DeviceUse } from '../../core/actions/guard.ts';
import { hostPaths, type ArrayFacts } from '../../core/actions/host-paths.ts';
import { hostPathsOfMaps, type MapFacts, type SessionFacts } from '../../core/actions/multipath-host-paths.ts';
import { judgeFault, readFaultTarget, type HostPaths } from '../../core/actions/last-path.ts';
import { renderName } from '../../core/checks/template.ts';
import { scopeVariables, withItem } from '../../core/checks/scope.ts';
import { findProbe } from '../../core/probes/registry.ts';
import type { Action, Step } from '../../core/procedure/schema.ts';
import { allHosts } from '../../core/procedure/step-scope.ts';
import type { Problem } from '../../core/result.ts';
import { answered } from './answered.ts';
import { askProbes } from './ask-probes.ts';
import { RunInterrupted, type OpenRun } from './open-run.ts';
import { scopeFor, sourceOf } from './scope-of-run.ts';

/** What stands against an act right before it is done, or null: a device in use, a destruction that was not allowed, a last path. */
export async function guardAct(run: OpenRun, step: Step, host: string, action: Action, act: Act): Promise<Problem | null> {
  for (const target of act.destroys) {
    const refused = await guardTarget(run, step, host, act, target);
    if (refused !== null) return refused;
  }
  if (action.fault?.does === 'take') return guardPaths(run, step, action.fault.what, act);
  return null;
}

async function guardTarget(run: OpenRun, step: Step, host: string, act: Act, target: string): Promise<Problem | null> {
  const device = target.slice(target.indexOf(':') + 1);
  const probe = findProbe('disks.use');
  if (probe === undefined) throw new Error('The probe disks.use is not registered.');
  const [asked] = await askProbes(run, [{ host: act.host, probe, parameters: { device } }], step.id);
  if (asked?.answer.state !== 'facts') {
    const why = asked?.answer.state === 'not-run' ? 'it was not asked' : (asked?.answer.problem.sentence ?? 'it was not asked');
    return { code: 'device-not-known', sentence: `What uses ${target} could not be found out: ${why}. It is left alone.` };
  }
  const guard = guardDevice(asked.answer.facts as DeviceUse);
  if (guard.verdict === 'refuse') {
    return {
      code: 'device-in-use',
      sentence: `${target} is left alone. ${guard.reasons.join(' ')}`,
      next: 'Free it first, or name another device.',
    };
  }
  const labHost = run.state.hosts[act.host]?.labHost ?? false;
  const question = { step: step.id, host: act.host, device, labHost, command: act.text, reasons: guard.reasons };
  const answer = await run.ports.consent.destroy(question, run.signal);
  await run.emit({
    type: 'asked',
    version: 1,
    place: { step: step.id, host, action: act.action },
    question: `May what is on ${target} be destroyed?${guard.reasons.length === 0 ? '' : ` ${guard.reasons.join(' ')}`}`,
    ...answered(answer),
    about: 'destroy',
  });
  if (answer.answer === 'yes') return null;
  if (answer.answer === 'stop') throw new RunInterrupted('The operator said to stop.');
  return {
    code: 'declined',
    sentence: `That ${target} be destroyed was not allowed.`,
    next: `Allow it by typing ${target}, or with --yes-destroy ${target}.`,
  };
}

/** A fault that would leave a LUN without a path is refused; where nobody can tell, too. */
async function guardPaths(run: OpenRun, step: Step, template: string, act: Act): Promise<Problem | null> {
  const scope = scopeFor(run, act.host);
  const variables = scopeVariables(act.itemValue === null ? scope : withItem(scope, act.itemValue));
  const what = variables.ok ? renderName(template, variables.value) : variables;
  if (!what.ok) return what.problem;
  const fabric = scope.fabric;
  const target = readFaultTarget(what.value, fabric);
  if (!target.ok) return target.problem;
  const verdict = judgeFault(target.value, fabric, await pathsOfHosts(run, step));
  if (verdict.verdict === 'allowed') return null;
  return {
    code: verdict.verdict === 'refused' ? 'last-path' : 'paths-not-known',
    sentence: `${what.value} is not taken away. ${verdict.reasons.join(' ')}`,
    next:
      verdict.verdict === 'refused'
        ? 'Restore what is down first, until every LUN has a path over each controller.'
        : 'See what that host says when it is asked (lsvdev, /proc/mpp, /sys/class/fc_host; or multipath -ll, iscsiadm -m session), and run again from this step when it tells.',
  };
}

interface PortFacts {
  readonly hosts: HostPaths['ports'];
}

/** What each host tells of its paths: RDAC where it answers, else dm-multipath with the sessions that its disks came through. */
async function pathsOfHosts(run: OpenRun, step: Step): Promise<readonly HostPaths[]> {
  const source = sourceOf(run);
  const fabric = source.inventory.fabric;
  const arrays = [...new Set(fabric?.controllerPorts.map(({ array }) => array) ?? [])];
  const found: HostPaths[] = [];
  for (const { name: host, role } of allHosts(source)) {
    if (role !== 'dom0' || fabric === undefined) continue;
    for (const array of arrays) {
      const [told, ports] = await askFacts(run, step, host, [['rdac.array', { name: array }], ['fc.hosts']]);
      if ((told as Answering | null)?.answered === true && ports !== null) {
        found.push(hostPaths(host, array, told as ArrayFacts, (ports as PortFacts).hosts));
        continue;
      }
      const [maps, sessions] = await askFacts(run, step, host, [['multipath.daemonMaps'], ['iscsi.sessions']]);
      if ((maps as Answering | null)?.answered === true && sessions !== null)
        found.push(hostPathsOfMaps(host, array, maps as MapFacts, sessions as SessionFacts, fabric));
    }
  }
  return found;
}

interface Answering {
  readonly answered: boolean;
}

/** Facts of several probes of one host, in their order; null where there are none. */
async function askFacts(
  run: OpenRun,
  step: Step,
  host: string,
  questions: readonly (readonly [probe: string, parameters?: Readonly<Record<string, unknown>>])[],
): Promise<readonly unknown[]> {
  const asked = questions.map(([name, parameters = {}]) => {
    const probe = findProbe(name);
    if (probe === undefined) throw new Error(`The probe ${name} is not registered.`);
    return { host, probe, parameters };
  });
  const answers = await askProbes(run, asked, step.id);
  return answers.map(({ answer }) => (answer.state === 'facts' ? answer.facts : null));
}
