/** Ids of elements and links: made of what both the declared and the discovered side know. */
export const idOf = {
  host: (host: string): string => `host:${host}`,
  hypervisor: (host: string): string => `hypervisor:${host}`,
  domain: (host: string): string => `domain:${host}`,
  module: (host: string, name: string): string => `module:${host}:${name}`,
  hbaPort: (host: string, wwpn: string): string => `hba-port:${host}:${wwpn}`,
  switch: (name: string): string => `switch:${name}`,
  switchPort: (name: string, port: number): string => `switch-port:${name}:${String(port)}`,
  array: (name: string): string => `array:${name}`,
  controller: (array: string, name: string): string => `controller:${array}:${name}`,
  controllerPort: (array: string, wwpn: string): string => `controller-port:${array}:${wwpn}`,
  lun: (array: string, lun: number): string => `lun:${array}:${String(lun)}`,
  multipath: (host: string): string => `multipath:${host}`,
  device: (host: string, device: string): string => `device:${host}:${device}`,
  partition: (host: string, device: string): string => `partition:${host}:${device}`,
  fileSystem: (host: string, mountPoint: string): string => `file-system:${host}:${mountPoint}`,
  image: (host: string, path: string): string => `image:${host}:${path}`,
  guest: (host: string, name: string): string => `guest:${host}:${name}`,
  guestDisk: (host: string, guest: string, device: string): string => `guest-disk:${host}:${guest}:${device}`,
} as const;

/** What has to be asked, and was or was not: an element that is missing where the question was answered is absent, else unknown. */
export const askedOf = {
  adapters: (host: string): string => `adapters:${host}`,
  switch: (name: string): string => `switch:${name}`,
  zones: (name: string): string => `zones:${name}`,
  controllers: (array: string): string => `controllers:${array}`,
  luns: (array: string): string => `luns:${array}`,
  multipath: (host: string): string => `multipath:${host}`,
  modules: (host: string): string => `modules:${host}`,
  mounts: (host: string): string => `mounts:${host}`,
  partitions: (host: string, device: string): string => `partitions:${host}:${device}`,
  image: (host: string, path: string): string => `image:${host}:${path}`,
  guests: (host: string): string => `guests:${host}`,
  guest: (host: string, name: string): string => `guest:${host}:${name}`,
} as const;
