import { runningOf } from '../../world/debian/debian.ts';
import { FileError } from '../../world/file-error.ts';
import { configurationOf, parseDisk, parseXlFile } from '../../world/debian/xen/configuration.ts';
import {
  attachDisk,
  createDomain,
  destroyDomain,
  detachDisk,
  findDomain,
  setDomainState,
} from '../../world/debian/xen/domains.ts';
import { askGuest } from '../../world/debian/xen/lifecycle.ts';
import type { XlDomain } from '../../world/debian/xen/state.ts';
import { resolvePath } from '../../world/path.ts';
import type { Program, ProgramCall } from '../program.ts';
import { blockList, domainRows, domainsJson, networkList, vcpuRows, xenInfo, xenLog } from './xl-text.ts';

/** /usr/sbin/xl, the wrapper of xen-utils-common: it finds the tools of the hypervisor that runs. */
export const xl: Program = async (call) => {
  await call.sleep(70);
  if (runningOf(call.machine).xen === null) {
    call.writeError("ERROR:  Can't find hypervisor information in sysfs!\n");
    return 1;
  }
  if (runningOf(call.machine).units['xen.service']?.active !== 'active') {
    call.writeError('xencall: error: Could not obtain handle on privileged command interface: No such file or directory\nlibxl: error: libxl.c:102:libxl_ctx_alloc: cannot open libxc handle: No such file or directory\ncannot init xl context\n');
    return 1;
  }
  const words = call.args.filter((word) => !/^-[vfNtT]+$/u.test(word));
  const [verb = '', ...rest] = words;
  const operands = rest.filter((word) => !word.startsWith('-'));
  const flags = new Set(rest.filter((word) => word.startsWith('-')));
  switch (verb) {
    case 'info':
      call.write(xenInfo(call.machine));
      return 0;
    case 'list':
      return list(call, operands, flags);
    case 'vcpu-list':
      return withDomains(call, operands, (domains) => { call.write(vcpuRows(call.machine, domains, operands.length === 0 || operands.includes('0') || operands.includes('Domain-0'))); });
    case 'block-list':
      return withDomains(call, operands, (domains) => { call.write(blockList(domains)); });
    case 'network-list':
      return withDomains(call, operands, (domains) => { call.write(networkList(domains)); });
    case 'create':
      return create(call, operands, flags);
    case 'shutdown':
    case 'reboot':
      return shutDown(call, verb, operands, flags);
    case 'destroy':
      return withDomains(call, operands, (domains) => { for (const domain of domains) destroyDomain(call.machine, domain); });
    case 'pause':
    case 'unpause':
      return withDomains(call, operands, (domains) => { for (const domain of domains) setDomainState(call.machine, domain, verb === 'pause' ? 'paused' : 'running'); });
    case 'console':
      return console(call, operands);
    case 'block-attach':
    case 'block-detach':
      return block(call, verb, operands);
    case 'dmesg':
      call.write(xenLog(call.machine));
      return 0;
    case 'domid':
      return withDomains(call, operands, (domains) => { call.write(`${String(domains[0]?.id ?? 0)}\n`); });
    case 'domname':
      return withDomains(call, operands, (domains) => { call.write(`${domains[0]?.name ?? ''}\n`); });
    case 'uptime':
      call.write(`${'Name'.padEnd(33)} ID Uptime\n`);
      return 0;
    default:
      call.writeError(`command not implemented\n`);
      return 1;
  }
}; // prettier-ignore

/** Runs for the domains of that name; Domain-0 is none of them. */
function withDomains(call: ProgramCall, names: readonly string[], act: (domains: readonly XlDomain[]) => void): number {
  const domains: XlDomain[] = [];
  for (const name of names) {
    if (name === '0' || name === 'Domain-0') continue;
    const domain = findDomain(call.machine, name);
    if (domain === undefined) {
      call.writeError(`${name} is an invalid domain identifier (rc=-6)\n`);
      return 1;
    }
    domains.push(domain);
  }
  act(names.length === 0 ? [...(runningOf(call.machine).xen?.domains ?? [])] : domains);
  return 0;
}

function list(call: ProgramCall, names: readonly string[], flags: ReadonlySet<string>): number {
  const dom0 = names.length === 0 || names.some((name) => name === '0' || name === 'Domain-0');
  return withDomains(call, names, (domains) => {
    call.write(
      flags.has('-l') || flags.has('--long') ? domainsJson(call.machine, domains, dom0) : domainRows(call.machine, domains, dom0),
    );
  });
}

async function create(call: ProgramCall, operands: readonly string[], flags: ReadonlySet<string>): Promise<number> {
  const [file, ...overrides] = operands;
  if (file === undefined) {
    call.writeError('xl create [options] <ConfigFile> [vars]\n');
    return 1;
  }
  const path = resolvePath(call.cwd, file);
  let text: string;
  try {
    text = call.machine.files.readText(path);
  } catch (problem) {
    if (!(problem instanceof FileError)) throw problem;
    call.writeError(`Parsing config from ${file}\nFailed to read config file: ${file}: ${problem.message}\n`);
    return 1;
  }
  call.writeError(`Parsing config from ${file}\n`);
  const values = parseXlFile([text, ...overrides].join('\n'), file);
  const config = 'problem' in values ? values : configurationOf(call.machine, values);
  if ('problem' in config) {
    call.writeError(config.problem.map((line) => `${line}\n`).join(''));
    return 1;
  }
  if (flags.has('-n') || flags.has('--dryrun')) return 0;
  await call.sleep(config.bootloader === null ? 1_500 : 3_500);
  const made = createDomain(call.machine, config);
  if (made.ok) return 0;
  call.writeError(made.lines.map((line) => `${line}\n`).join(''));
  return 3;
}

async function shutDown(call: ProgramCall, verb: 'shutdown' | 'reboot', operands: readonly string[], flags: ReadonlySet<string>): Promise<number> {
  const all = flags.has('-a') || flags.has('--all');
  let domains: readonly XlDomain[] = [];
  const status = withDomains(call, operands, (found) => { domains = all || operands.length > 0 ? found : []; });
  if (status !== 0) return status;
  const wait = flags.has('-w') || flags.has('--wait') || flags.has('-aw') || flags.has('-wF');
  for (const domain of domains) {
    call.write(`${verb === 'shutdown' ? 'Shutting down' : 'Rebooting'} domain ${String(domain.id)}\n`);
    askGuest(call.machine, domain, verb === 'shutdown' ? 'off' : 'reboot');
  }
  if (!wait) return 0;
  if (domains.length > 0) call.write(`Waiting for ${String(domains.length)} domains\n`);
  for (const domain of domains) {
    while (runningOf(call.machine).xen?.domains.includes(domain) === true && domain.state !== 'shutdown') await call.sleep(250);
    call.write(`Domain ${String(domain.id)} has been shut down, reason code 0\n`);
  }
  return 0;
} // prettier-ignore

/** xl console: what the guest's console says, until somebody ends it. */
async function console(call: ProgramCall, operands: readonly string[]): Promise<number> {
  const domain = findDomain(call.machine, operands.find((word) => !/^\d+$/u.test(word)) ?? operands[0] ?? '');
  if (domain === undefined) {
    call.writeError(`${operands[0] ?? ''} is an invalid domain identifier (rc=-6)\n`);
    return 1;
  }
  const guest = call.world.find(domain.machine ?? '');
  const lines = (): readonly string[] => (domain.installation === null && guest !== undefined ? guest.state.console : domain.console);
  let shown = 0;
  while (runningOf(call.machine).xen?.domains.includes(domain) === true) {
    const all = lines();
    if (all.length > shown) call.write(all.slice(shown).map((line) => `${line}\r\n`).join(''));
    shown = all.length;
    if (!call.inputIsTerminal) return 0;
    await call.sleep(500);
  }
  return 0;
} // prettier-ignore

async function block(call: ProgramCall, verb: string, operands: readonly string[]): Promise<number> {
  const [name = '', ...specification] = operands;
  const domain = findDomain(call.machine, name);
  if (domain === undefined) {
    call.writeError(`${name} is an invalid domain identifier (rc=-6)\n`);
    return 1;
  }
  await call.sleep(600);
  if (verb === 'block-detach') {
    if (detachDisk(call.machine, domain, specification[0] ?? '')) return 0;
    call.writeError(`Error: Device ${specification[0] ?? ''} not connected.\n`);
    return 1;
  }
  const disk = parseDisk(specification.join(','));
  const refused = disk === null ? 'missing vdev' : attachDisk(call.machine, domain, disk);
  if (refused === null) return 0;
  call.writeError(`${refused}\n`);
  return 1;
}
