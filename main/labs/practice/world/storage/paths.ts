/** Name of a path's directory in /proc/mpp: driver, host, channel, target. */
export function driverPathName(scsiHost: number, target: number): string {
  return `qla2xxx_h${String(scsiHost)}c0t${String(target)}`;
}

/** `21000...` from `21:00:00:...`. */
export function bareWwn(wwn: string): string {
  return wwn.replace(/:/gu, '');
}

/** `rport-3:0-0`. */
export function remotePortName(port: { readonly scsiHost: number; readonly index: number }): string {
  return `rport-${String(port.scsiHost)}:0-${String(port.index)}`;
}
