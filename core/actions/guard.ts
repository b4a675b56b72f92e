/** What guards a device: the part of the facts of probe `disks.use` that counts. */
export interface DeviceUse {
  readonly device: string;
  readonly exists: boolean;
  readonly isBlockDevice: boolean;
  readonly kibibytes: number | null;
  readonly partitions: readonly { readonly name: string }[];
  readonly mounts: readonly { readonly device: string; readonly mountPoint: string; readonly type: string }[];
  readonly swaps: readonly { readonly device: string }[];
  readonly holders: readonly { readonly device: string; readonly holder: string }[];
  readonly signatures: readonly { readonly device: string; readonly type: string | null; readonly label: string | null }[];
  readonly guestConfigurations: readonly { readonly file: string; readonly text: string }[];
  readonly signaturesAsked: boolean;
  readonly tablesAsked: boolean;
  readonly guestsAsked: boolean;
  readonly guests: readonly { readonly domain: number | string }[];
}

export interface GuardVerdict {
  /** `refuse`: it is in use now. `ask`: nothing uses it, and there may be something on it. `free`: nothing was found. */
  readonly verdict: 'refuse' | 'ask' | 'free';
  readonly device: string;
  /** Sentences for the person who is asked, those that refuse first. */
  readonly reasons: readonly string[];
}

/** Whether a device may be destroyed. What is in use now is refused whatever anybody says; what may hold data is asked about. */
export function guardDevice(use: DeviceUse): GuardVerdict {
  const { device } = use;
  if (!use.exists) return { verdict: 'refuse', device, reasons: [`There is no ${device} on this host.`] };
  if (!use.isBlockDevice) return { verdict: 'refuse', device, reasons: [`${device} is no block device.`] };
  const refuse = unique([
    ...use.mounts.map((mount) => `${mount.device} is mounted at ${mount.mountPoint} (${mount.type}).`),
    ...use.swaps.map((swap) => `${swap.device} is used for swapping.`),
    ...use.holders.map(({ device: held, holder }) => `${holder} is built on ${held}.`),
    ...use.guests.map(({ domain }) => `A guest runs with it (domain ${domain}).`),
  ]);
  const ask = unique([
    ...use.partitions.map(({ name }) => `It has the partition ${name}.`),
    ...use.signatures.map(
      (found) =>
        `${found.device} carries ${found.type ?? 'a signature'}${found.label === null ? '' : ` with the label ${found.label}`}.`,
    ),
    ...use.guestConfigurations.map(({ file }) => `${file} names it.`),
    ...(use.signaturesAsked ? [] : ['What is on it could not be asked: blkid did not answer.']),
    ...(use.tablesAsked ? [] : ['Its partition table could not be read.']),
    ...(use.guestsAsked ? [] : ['Whether a guest runs with it could not be asked.']),
  ]);
  if (refuse.length > 0) return { verdict: 'refuse', device, reasons: [...refuse, ...ask] };
  return { verdict: ask.length > 0 ? 'ask' : 'free', device, reasons: ask };
}

function unique(sentences: readonly string[]): readonly string[] {
  return [...new Set(sentences)];
}
