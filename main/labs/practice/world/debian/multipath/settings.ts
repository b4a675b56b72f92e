import type { Machine } from '../../machine.ts';
import { configurationOf, sectionsOf, valueOf, valuesOf, type ConfigSection } from './configuration.ts';

/** Values that multipath-tools 0.9.4 has where a configuration says nothing, in the order of `show config`. */
export const builtIn: readonly (readonly [string, string])[] = [
  ['verbosity', '2'],
  ['polling_interval', '5'],
  ['max_polling_interval', '20'],
  ['reassign_maps', 'no'],
  ['path_selector', 'service-time 0'],
  ['path_grouping_policy', 'failover'],
  ['uid_attribute', 'ID_SERIAL'],
  ['prio', 'const'],
  ['prio_args', ''],
  ['features', '0'],
  ['path_checker', 'tur'],
  ['alias_prefix', 'mpath'],
  ['failback', 'manual'],
  ['rr_min_io', '1000'],
  ['rr_min_io_rq', '1'],
  ['max_fds', 'max'],
  ['rr_weight', 'uniform'],
  ['queue_without_daemon', 'no'],
  ['allow_usb_devices', 'no'],
  ['flush_on_last_del', 'no'],
  ['user_friendly_names', 'no'],
  ['fast_io_fail_tmo', '5'],
  ['bindings_file', '/etc/multipath/bindings'],
  ['wwids_file', '/etc/multipath/wwids'],
  ['prkeys_file', '/etc/multipath/prkeys'],
  ['log_checker_err', 'always'],
  ['all_tg_pt', 'no'],
  ['retain_attached_hw_handler', 'yes'],
  ['detect_prio', 'yes'],
  ['detect_checker', 'yes'],
  ['force_sync', 'no'],
  ['strict_timing', 'no'],
  ['deferred_remove', 'no'],
  ['delay_watch_checks', 'no'],
  ['delay_wait_checks', 'no'],
  ['san_path_err_threshold', 'no'],
  ['san_path_err_forget_rate', 'no'],
  ['san_path_err_recovery_time', 'no'],
  ['marginal_path_err_sample_time', 'no'],
  ['marginal_path_err_rate_threshold', 'no'],
  ['marginal_path_err_recheck_gap_time', 'no'],
  ['marginal_path_double_failed_time', 'no'],
  ['find_multipaths', 'strict'],
  ['uxsock_timeout', '4000'],
  ['retrigger_tries', '3'],
  ['retrigger_delay', '10'],
  ['missing_uev_wait_timeout', '30'],
  ['skip_kpartx', 'no'],
  ['disable_changed_wwids', 'ignored'],
  ['remove_retries', '0'],
  ['ghost_delay', 'no'],
  ['find_multipaths_timeout', '-10'],
  ['enable_foreign', 'NONE'],
  ['marginal_pathgroups', 'off'],
  ['recheck_wwid', 'no'],
];

/** What holds for one WWID. */
export interface MapSettings {
  readonly alias: string | null;
  readonly userFriendlyNames: boolean;
  readonly aliasPrefix: string;
  readonly groupingPolicy: string;
  readonly failback: string;
  /** Checks without a path until queued I/O fails; `queue` for ever; `fail` at once. */
  readonly noPathRetry: number | 'queue' | 'fail';
  readonly findMultipaths: 'off' | 'on' | 'strict' | 'greedy' | 'smart';
  readonly pollingSeconds: number;
  readonly detectPriority: boolean;
  readonly priority: string;
  readonly selector: string;
  readonly features: string;
  readonly queueWithoutDaemon: boolean;
}

/** Vendor and product that the disks of the lab's array report. */
export const arrayVendor = 'LIO-ORG';
export const arrayProduct = 'FILEIO';

/** Settings of a map by the precedence of multipath.conf(5): multipaths, overrides, devices, defaults, built in. */
export function settingsOf(machine: Machine, wwid: string): MapSettings {
  const { root } = configurationOf(machine);
  const multipath = sectionsOf(root, 'multipaths').flatMap((section) => sectionsOf(section, 'multipath')).filter((one) => valueOf([one], 'wwid') === wwid); // prettier-ignore
  const device = sectionsOf(root, 'devices')
    .flatMap((section) => sectionsOf(section, 'device'))
    .filter(isOurs);
  const overrides = sectionsOf(root, 'overrides');
  const defaults = sectionsOf(root, 'defaults');
  const of = (keyword: string): string | undefined =>
    valueOf(multipath, keyword) ??
    valueOf(overrides, keyword) ??
    valueOf(device, keyword) ??
    valueOf(defaults, keyword) ??
    builtIn.find(([name]) => name === keyword)?.[1];
  const retry = of('no_path_retry');
  const features = of('features') ?? '0';
  return {
    alias: valueOf(multipath, 'alias') ?? null,
    userFriendlyNames: yes(of('user_friendly_names')),
    aliasPrefix: of('alias_prefix') ?? 'mpath',
    groupingPolicy: of('path_grouping_policy') ?? 'failover',
    failback: of('failback') ?? 'manual',
    noPathRetry:
      retry === undefined
        ? features.includes('queue_if_no_path')
          ? 'queue'
          : 'fail'
        : retry === 'queue' || retry === 'fail'
          ? retry
          : Number(retry),
    findMultipaths: findMultipathsOf(valueOf(defaults, 'find_multipaths') ?? 'strict'),
    pollingSeconds: Number(valueOf(defaults, 'polling_interval') ?? '5') || 5,
    detectPriority: yes(of('detect_prio')),
    priority: of('prio') ?? 'const',
    selector: of('path_selector') ?? 'service-time 0',
    features,
    queueWithoutDaemon: yes(of('queue_without_daemon')),
  };
}

function isOurs(section: ConfigSection): boolean {
  const fits = (pattern: string | undefined, text: string): boolean => pattern === undefined || matches(pattern, text);
  return fits(valueOf([section], 'vendor'), arrayVendor) && fits(valueOf([section], 'product'), arrayProduct);
}

function yes(value: string | undefined): boolean {
  return value === 'yes' || value === '1' || value === 'on';
}

/** How `find_multipaths` is printed, and what the old yes and no mean. */
export function findMultipathsOf(value: string): MapSettings['findMultipaths'] {
  switch (value) {
    case 'no':
    case 'off':
      return 'off';
    case 'yes':
    case 'on':
      return 'on';
    case 'greedy':
    case 'smart':
      return value;
    default:
      return 'strict';
  }
}

/** Built-in blacklist of device nodes: everything but SCSI, DASD and NVMe disks. */
export const deviceNodes = '^(sd[a-z]|dasd[a-z]|nvme[0-9])';

/** Why a disk is left out; null when it is not. */
export function blacklistedBy(machine: Machine, node: string, wwid: string): string | null {
  const { root } = configurationOf(machine);
  const blacklist = sectionsOf(root, 'blacklist');
  const exceptions = sectionsOf(root, 'blacklist_exceptions');
  const excepted = (keyword: string, text: string): boolean =>
    valuesOf(exceptions, keyword).some((pattern) => matches(pattern, text));
  const listed = (keyword: string, text: string): boolean =>
    valuesOf(blacklist, keyword).some((pattern) => matches(pattern, text));
  if ((listed('devnode', node) || !matches(deviceNodes, node)) && !excepted('devnode', node)) return 'devnode';
  if (listed('wwid', wwid) && !excepted('wwid', wwid)) return 'wwid';
  const device = blacklist.flatMap((section) => sectionsOf(section, 'device')).some(isOurs);
  return device && !exceptions.flatMap((section) => sectionsOf(section, 'device')).some(isOurs) ? 'device' : null;
}

function matches(pattern: string, text: string): boolean {
  const negated = pattern.startsWith('!');
  try {
    return new RegExp(negated ? pattern.slice(1) : pattern, 'u').test(text) !== negated;
  } catch {
    return false;
  }
}
