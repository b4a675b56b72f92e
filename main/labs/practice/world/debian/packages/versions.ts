/** Versions that the captures of a Debian 12 host with Xen tell of, and those of Debian 12's release where they are silent. */
export const kernelAbi = '6.1.0-56-amd64';
export const kernelVersion = '6.1.192-2';
export const kernelBuilt = '#1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2 (2026-11-16)';
export const xenVersion = '4.17.7+13-g2445b30a44-0+deb12u1';
export const multipathVersion = '0.9.4-3+deb12u1';
export const openIscsiVersion = '2.1.8-1';
