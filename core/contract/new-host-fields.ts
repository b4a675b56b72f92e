import type { HostFields } from './hosts.ts';

/** Fields of a host that nobody described yet: dom0, signed in to as the inventory's defaults say. */
export const NEW_HOST_FIELDS: HostFields = {
  role: 'dom0',
  address: '',
  port: '',
  user: '',
  shell: '',
  crypto: '',
  jump: '',
  group: '',
  hostKey: '',
  controllers: '',
  signIn: 'default',
  key: '',
  secret: 'ask',
  secretName: '',
};
