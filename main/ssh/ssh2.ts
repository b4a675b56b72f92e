// Evaluated first, in this order: see dh-groups.ts.
import './dh-groups.ts';
import ssh2 from 'ssh2';

export const { BaseAgent, Client, createAgent, utils } = ssh2;
