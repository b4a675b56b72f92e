/** Subcommands of xm 3.0.3: arguments and what they do. */
const described: readonly (readonly [string, string, string])[] = [
  ['console', '<Domain>', "Attach to <Domain>'s console."],
  ['create', '<ConfigFile> [options] [vars]', 'Create a domain based on <ConfigFile>.'],
  ['destroy', '<Domain>', 'Terminate a domain immediately.'],
  ['domid', '<DomainName>', 'Convert a domain name to domain id.'],
  ['domname', '<DomId>', 'Convert a domain id to domain name.'],
  ['list', '[options] [Domain, ...]', 'List information about all/some domains.'],
  ['mem-max', '<Domain> <Mem>', 'Set the maximum amount reservation for a domain.'],
  ['mem-set', '<Domain> <Mem>', 'Set the current memory usage for a domain.'],
  ['pause', '<Domain>', 'Pause execution of a domain.'],
  ['reboot', '<Domain> [-wa]', 'Reboot a domain.'],
  ['shutdown', '<Domain> [-waRH]', 'Shutdown a domain.'],
  ['top', '', 'Monitor a host and the domains in real time.'],
  ['unpause', '<Domain>', 'Unpause a paused domain.'],
  ['uptime', '[-s] <Domain>', 'Print uptime for a domain.'],
  ['vcpu-list', '[Domain, ...]', 'List the VCPUs for a domain or all domains.'],
  ['vcpu-set', '<Domain> <vCPUs>', 'Set the number of active VCPUs for allowed for the domain.'],
  ['dmesg', '[-c|--clear]', "Read and/or clear Xend's message buffer."],
  ['info', '', 'Get information about Xen host.'],
  ['log', '', 'Print Xend log'],
  ['block-attach', '<Domain> <BackDev> <FrontDev> <Mode> [BackDomain]', 'Create a new virtual block device.'],
  ['block-detach', '<Domain> <DevId>', "Destroy a domain's virtual block device."],
  ['block-list', '<Domain> [--long]', 'List virtual block devices for a domain.'],
  ['network-list', '<Domain> [--long]', 'List virtual network interfaces for a domain.'],
];

export const helpLine = "For a complete list of subcommands run 'xm help'.";

/** What xm prints after many errors of a subcommand. */
export function usageOf(command: string): readonly string[] {
  const found = described.find(([name]) => name === command);
  return found === undefined
    ? usageText(false)
    : [`Usage: xm ${[found[0], found[1]].filter((part) => part !== '').join(' ')}`, '', found[2]];
}

/** xm's own help: `long` also lists the arguments. */
export function usageText(long: boolean): readonly string[] {
  const short = new Set([
    'console',
    'create',
    'destroy',
    'domid',
    'help',
    'list',
    'mem-max',
    'mem-set',
    'pause',
    'reboot',
    'shutdown',
    'top',
    'unpause',
    'uptime',
    'vcpu-set',
  ]);
  return [
    'Usage: xm <subcommand> [args]',
    '    Control, list, and manipulate Xen guest instances',
    '',
    long ? 'xm full list of subcommands:' : 'xm common subcommands:',
    ...described
      .filter(([name]) => long || short.has(name))
      .map(([name, args, text]) => ` ${(long ? `${name} ${args}` : name).padEnd(long ? 50 : 20)} ${text}`),
    '',
    '<Domain> can either be the Domain Name or Id.',
    "For more help on 'xm' see the xm(1) man page",
    "For more help on 'xm create', see the xmdomain.cfg(5)  man page",
    '',
  ];
}
