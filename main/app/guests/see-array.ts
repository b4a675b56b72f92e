import type { SeenArray, SeenDrive } from '../../../core/contract/guests.ts';
import { smcliHostTopology } from '../../../core/probes/smcli-topology.ts';
import { smcliControllers, smcliLogicalDrives, smcliLunMappings } from '../../../core/probes/smcli.ts';
import { failure } from '../../../core/result.ts';
import { askHosts, type AskRequest } from '../ask-hosts.ts';
import { factsOf, NOT_TOLD, question, toldNow, type Heard } from './ask-told.ts';

/** An array before it was asked anything. */
export function unseenArray(host: string): SeenArray {
  return { host, controllers: NOT_TOLD, drives: NOT_TOLD, groups: NOT_TOLD };
}

/** Asks a storage subsystem for its controllers, its logical drives and what they are mapped to. `controllers`: their addresses. */
export async function seeArray(request: AskRequest, before: SeenArray, controllers: readonly string[]): Promise<SeenArray> {
  const { host } = before;
  if (controllers.length === 0) {
    const { problem } = failure(
      'no-controllers',
      `The addresses of the controllers of ${host} are not known.`,
      'Give them in the inventory: `controllers: [...]`.',
    );
    return {
      ...before,
      controllers: { ...before.controllers, problem },
      drives: { ...before.drives, problem },
      groups: { ...before.groups, problem },
    };
  }
  const parameters = { controllers: controllers.join(' ') };
  const answers = await askHosts(
    request,
    [smcliControllers, smcliLogicalDrives, smcliLunMappings, smcliHostTopology].map((probe) =>
      question<unknown>(host, probe, parameters),
    ),
  );
  const at = new Date().toISOString();
  const told = answeredOf(factsOf(answers, host, smcliControllers, parameters));
  const drives = answeredOf(factsOf(answers, host, smcliLogicalDrives, parameters));
  const mapped = answeredOf(factsOf(answers, host, smcliLunMappings, parameters));
  const groups = answeredOf(factsOf(answers, host, smcliHostTopology, parameters));
  return {
    ...before,
    controllers: toldNow(
      before.controllers,
      told.ok
        ? {
            ok: true,
            value: told.facts.controllers.map(({ name, status, firmwareVersion }) => ({
              name,
              status,
              firmware: firmwareVersion,
            })),
          }
        : told,
      at,
    ),
    drives: toldNow(
      before.drives,
      drives.ok && mapped.ok
        ? {
            ok: true,
            value: drives.facts.drives.map(({ name, status, capacity, preferredOwner, currentOwner }): SeenDrive => ({
              name,
              status,
              capacity,
              preferredOwner,
              currentOwner,
              mappings: mapped.facts.mappings
                .filter((mapping) => !mapping.access && mapping.name === name)
                .map(({ lun, accessibleBy }) => ({ lun, to: accessibleBy })),
            })),
          }
        : drives.ok
          ? (mapped as Exclude<typeof mapped, { readonly ok: true }>)
          : drives,
      at,
    ),
    groups: toldNow(
      before.groups,
      groups.ok
        ? {
            ok: true,
            value: [...new Set([...groups.facts.groups, ...groups.facts.hosts.map(({ group }) => group)])].map((name) => ({
              name,
              hosts: groups.facts.hosts
                .filter(({ group }) => group === name)
                .map((one) => ({ name: one.name, ports: one.ports.length })),
            })),
          }
        : groups,
      at,
    ),
  };
}

function answeredOf<Facts extends { readonly present: boolean; readonly answered: boolean; readonly refusal: string }>(
  heard: Heard<Facts>,
): Heard<Facts> {
  if (!heard.ok || heard.facts.answered) return heard;
  const { present, refusal } = heard.facts;
  return {
    ok: false,
    problem: {
      code: 'no-array',
      sentence: present
        ? `The array did not answer: ${refusal === '' ? 'it said nothing' : refusal}`
        : 'SMcli is not installed where the array is asked from.',
      next: 'Look at the management network and at the controllers.',
    },
  };
}
