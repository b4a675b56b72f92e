import type { DiskSpecifier, DomainConfig, InterfaceSpecifier } from '../state.ts';
import { type PythonValue, runPythonConfig } from './python-config.ts';

/** What a guest's configuration lacks, in xm's words. */
export interface ConfigProblem {
  readonly problem: string;
  /** Python's own complaint about the file, with the line that it is about; null when the values are wrong. */
  readonly line: number | null;
}

/** Reads /etc/xen/NAME. `overrides`: `memory=600` as given on xm create's command line. */
export function readDomainConfig(
  text: string,
  overrides: Readonly<Record<string, PythonValue>>,
  random: { readonly uuid: () => string; readonly mac: () => string },
): DomainConfig | ConfigProblem {
  const variables = runPythonConfig(text);
  if (
    'problem' in variables &&
    'line' in variables &&
    typeof variables['line'] === 'number' &&
    typeof variables['problem'] === 'string'
  ) {
    return { problem: variables['problem'], line: variables['line'] };
  }
  const values: Readonly<Record<string, PythonValue>> = { ...(variables as Readonly<Record<string, PythonValue>>), ...overrides };
  const string = (name: string): string | null => {
    const value = values[name];
    return value === undefined || value === null ? null : String(value);
  };
  const number = (name: string, otherwise: number): number => {
    const value = values[name];
    return typeof value === 'number' ? value : typeof value === 'string' && /^\d+$/u.test(value) ? Number(value) : otherwise;
  };
  const strings = (name: string): readonly string[] => {
    const value = values[name];
    return Array.isArray(value) ? (value as readonly PythonValue[]).map(String) : [];
  };
  const disks: DiskSpecifier[] = [];
  for (const text of strings('disk')) {
    const parts = text.split(',');
    const [source = '', device = '', mode = ''] = parts;
    if (parts.length < 3 || parts.length > 4) return { problem: `Invalid disk specifier: ${text}`, line: null };
    disks.push({ source, device: device.replace(/:(disk|cdrom)$/u, '').replace(/^ioemu:/u, ''), mode });
  }
  const interfaces: InterfaceSpecifier[] = strings('vif').map((text) => {
    const fields = pairs(text);
    return {
      mac: (fields['mac'] ?? random.mac()).toLowerCase(),
      bridge: fields['bridge'] ?? 'xenbr0',
      script: fields['script'] ?? null,
    };
  });
  const uuid = string('uuid');
  const memory = number('memory', 128);
  return {
    name: string('name') ?? 'unnamed',
    uuid: uuid === null ? random.uuid() : dashed(uuid),
    memory,
    maxmem: Math.max(number('maxmem', memory), memory),
    vcpus: number('vcpus', 1),
    bootloader: string('bootloader'),
    kernel: string('kernel'),
    ramdisk: string('ramdisk'),
    extra: string('extra') ?? '',
    root: string('root') ?? '',
    onPoweroff: string('on_poweroff') ?? 'destroy',
    onReboot: string('on_reboot') ?? 'restart',
    onCrash: string('on_crash') ?? 'restart',
    disks,
    interfaces,
    framebuffers: strings('vfb').map(pairs),
    builder: string('builder') ?? 'linux',
  };
}

/** `type=vnc,vncunused=1` by name. */
function pairs(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(text.split(',').map((part) => part.trim()).filter((part) => part.includes('=')).map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)])); // prettier-ignore
}

/** A uuid may be written as 32 digits. */
export function dashed(uuid: string): string {
  const digits = uuid.replaceAll('-', '').toLowerCase();
  if (digits.length !== 32) return uuid;
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join('-');
}

/** Number of a front device on the store: xvda 51712, hda 768, sda 2048 (Xen's blkif.py); null for another name. */
export function deviceNumber(device: string): number | null {
  const name = device.replace(/^\/dev\//u, '');
  const xvd = /^xvd([a-p])(\d*)$/u.exec(name);
  if (xvd !== null) return 202 * 256 + 16 * letter(xvd[1]) + Number(xvd[2] ?? '0');
  const hd = /^hd([a-t])(\d*)$/u.exec(name);
  if (hd !== null) {
    const major = [3, 22, 33, 34, 56, 57, 88, 89, 90, 91][Math.floor(letter(hd[1]) / 2)] ?? 3;
    return major * 256 + 64 * (letter(hd[1]) % 2) + Number(hd[2] ?? '0');
  }
  const sd = /^sd([a-p])(\d*)$/u.exec(name);
  if (sd !== null) return 8 * 256 + 16 * letter(sd[1]) + Number(sd[2] ?? '0');
  return /^\d+$/u.test(name) ? Number(name) : null;
}

function letter(text: string | undefined): number {
  return (text ?? 'a').charCodeAt(0) - 97;
}
