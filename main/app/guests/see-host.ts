import type { SeenConfiguration, SeenDomain, SeenHost, SeenNetwork } from '../../../core/contract/guests.ts';
import { guestConfiguration } from '../../../core/probes/guest-config.ts';
import { virshDomains, virshNetwork, virshNetworks } from '../../../core/probes/virsh.ts';
import { xentopDomains } from '../../../core/probes/xentop.ts';
import { xlList } from '../../../core/probes/xl.ts';
import { xmList } from '../../../core/probes/xm.ts';
import { failure, type Result } from '../../../core/result.ts';
import { askHosts, type AskRequest } from '../ask-hosts.ts';
import { factsOf, NOT_TOLD, question, toldNow, type Heard } from './ask-told.ts';

/** Name of the domain that is the host itself. */
export const DOMAIN_0 = 'Domain-0';

/** A host before it was asked anything. */
export function unseenHost(host: string): SeenHost {
  return { host, domains: NOT_TOLD, off: NOT_TOLD, configurations: NOT_TOLD, networks: NOT_TOLD };
}

/** Asks a Xen host which domains there are, and what they take. */
export async function seeDomains(request: AskRequest, before: SeenHost): Promise<SeenHost> {
  const { host } = before;
  const tool = before.domains.value?.tool ?? null;
  const lists = [...(tool === 'xl' ? [] : [question(host, xmList)]), ...(tool === 'xm' ? [] : [question(host, xlList)])];
  const answers = await askHosts(request, [...lists, question(host, xentopDomains)]);
  const heard = domainsHeard(
    tool === 'xl' ? null : factsOf(answers, host, xmList),
    tool === 'xm' ? null : factsOf(answers, host, xlList),
  );
  const load = factsOf(answers, host, xentopDomains);
  const percents = new Map(load.ok ? load.facts.domains.map(({ name, cpuPercent }) => [name, cpuPercent]) : []);
  const told = heard.ok
    ? {
        ok: true as const,
        value: {
          ...heard.value,
          domains: heard.value.domains.map((one) => ({ ...one, cpuPercent: percents.get(one.name) ?? null })),
        },
      }
    : heard;
  return { ...before, domains: toldNow(before.domains, told, new Date().toISOString()) };
}

interface Listed {
  readonly present: boolean;
  readonly answered: boolean;
  readonly refusal: string;
  readonly domains: readonly Omit<SeenDomain, 'cpuPercent'>[];
}

/** The list of the tool that the host has. */
function domainsHeard(
  xm: Heard<Listed> | null,
  xl: Heard<Listed> | null,
): Result<{ readonly tool: 'xm' | 'xl'; readonly domains: readonly Omit<SeenDomain, 'cpuPercent'>[] }> {
  const both = [
    { tool: 'xm' as const, heard: xm },
    { tool: 'xl' as const, heard: xl },
  ];
  for (const { tool, heard } of both) {
    if (heard?.ok !== true || !heard.facts.present) continue;
    const { answered, refusal, domains } = heard.facts;
    if (!answered)
      return failure(
        'no-list',
        `${tool} did not answer: ${refusal === '' ? 'it said nothing' : refusal}`,
        'The step that starts xend makes it answer.',
      );
    return {
      ok: true,
      value: {
        tool,
        domains: domains.map(({ name, id, memoryMebibytes, vcpus, state, cpuSeconds }) => ({
          name,
          id,
          memoryMebibytes,
          vcpus,
          state,
          cpuSeconds,
        })),
      },
    };
  }
  for (const { heard } of both) if (heard?.ok === false) return { ok: false, problem: heard.problem };
  return failure(
    'no-xen-tools',
    'Neither xm nor xl is installed on this host yet.',
    'The chapter of the Xen tools installs them.',
  );
}

/** Asks a Xen host what does not change by itself: guests that are off, configurations, networks. `named`: guests that the procedure makes. */
export async function seeSettings(request: AskRequest, before: SeenHost, named: readonly string[]): Promise<SeenHost> {
  const { host } = before;
  const first = await askHosts(request, [question(host, virshDomains), question(host, virshNetworks)]);
  const domains = answered(factsOf(first, host, virshDomains));
  const networks = answered(factsOf(first, host, virshNetworks));
  const off = domains.ok ? domains.facts.domains.filter(({ id }) => id === null).map(({ name }) => name) : [];
  const running = before.domains.value?.domains.map(({ name }) => name) ?? [];
  const guests = [...new Set([...running, ...off, ...named])].filter((name) => name !== DOMAIN_0 && PLAIN_NAME.test(name));
  const names = networks.ok ? networks.facts.networks.map(({ name }) => name).filter((name) => PLAIN_NAME.test(name)) : [];
  const more = await askHosts(request, [
    ...guests.map((name) => question(host, guestConfiguration, { name })),
    ...names.map((name) => question(host, virshNetwork, { name })),
  ]);
  const at = new Date().toISOString();
  const configurations = guests.flatMap((name): SeenConfiguration[] => {
    const heard = factsOf(more, host, guestConfiguration, { name });
    if (!heard.ok || !heard.facts.present) return [];
    const { memoryMebibytes, maximumMebibytes, vcpus, bootloader, disks, vifs } = heard.facts;
    return [
      {
        guest: name,
        memoryMebibytes,
        maximumMebibytes,
        vcpus,
        bootloader,
        disks: disks.map(({ kind, source, device, mode }) => ({ kind, source, device, mode })),
        vifs: vifs.map(({ mac, bridge }) => ({ mac, bridge })),
      },
    ];
  });
  const seen = networks.ok
    ? networks.facts.networks.map((network): SeenNetwork => {
        const heard = factsOf(more, host, virshNetwork, { name: network.name });
        const about = heard.ok ? heard.facts : virshNetwork.empty;
        const { bridge, address, netmask, forwards, forwardDevice, ranges } = about;
        return { ...network, bridge, address, netmask, forward: forwards ? forwardDevice : null, ranges: [...ranges] };
      })
    : [];
  const unread = guests.map((name) => factsOf(more, host, guestConfiguration, { name })).find((heard) => !heard.ok);
  return {
    ...before,
    off: toldNow(before.off, domains.ok ? { ok: true, value: off } : domains, at),
    configurations: toldNow(before.configurations, unread?.ok === false ? unread : { ok: true, value: configurations }, at),
    networks: toldNow(before.networks, networks.ok ? { ok: true, value: seen } : networks, at),
  };
}

/** Names that the probes take. What is called otherwise is listed, and asked nothing more. */
const PLAIN_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/u;

/** Of libvirt: what it refused is a problem too. */
function answered<Facts extends { readonly present: boolean; readonly answered: boolean; readonly refusal: string }>(
  heard: Heard<Facts>,
): Heard<Facts> {
  if (!heard.ok || heard.facts.answered) return heard;
  const { present, refusal } = heard.facts;
  return {
    ok: false,
    problem: present
      ? {
          code: 'no-libvirt',
          sentence: `virsh did not answer: ${refusal === '' ? 'it said nothing' : refusal}`,
          next: 'The step that starts libvirt makes it answer.',
        }
      : {
          code: 'no-libvirt',
          sentence: 'libvirt is not installed on this host yet.',
          next: 'The chapter of the Xen tools installs it.',
        },
  };
}
