import { join } from 'node:path';
import { inventory as inventorySchema, type Inventory } from '../../core/hosts/inventory.ts';
import type { PracticeLabClient } from '../labs/practice/client.ts';
import { practiceKey } from './practice-key.ts';
import { labFolder } from './practice-lab.ts';

/** How an ordinary SSH client gets to a practice host. */
export interface SshLine {
  readonly host: string;
  readonly arguments: readonly string[];
}

/** What today's OpenSSH has to be told to speak with OpenSSH 4.3 (RHEL 5): SHA-1 key exchange and RSA keys signed with SHA-1. */
const LEGACY = [
  '-o',
  'KexAlgorithms=+diffie-hellman-group14-sha1,diffie-hellman-group-exchange-sha1,diffie-hellman-group1-sha1',
  '-o',
  'HostKeyAlgorithms=+ssh-rsa',
  '-o',
  'PubkeyAcceptedAlgorithms=+ssh-rsa',
  '-o',
  'Ciphers=+aes128-cbc,3des-cbc',
  '-o',
  'MACs=+hmac-sha1',
];

/** Arguments of ssh(1) for each host; opens the lab's ports on 127.0.0.1. */
export async function sshLines(client: PracticeLabClient, dataFolder: string): Promise<readonly SshLine[]> {
  const ports = await client.listen();
  const key = await practiceKey(dataFolder);
  await client.addKey(key.line);
  const { hosts } = await client.inventory();
  const { name, crypto } = client.registration;
  return Object.entries(ports).map(([host, port]) => ({
    host,
    arguments: [
      '-p',
      String(port),
      '-i',
      key.file,
      '-o',
      `UserKnownHostsFile=${join(labFolder(dataFolder, name), 'known_hosts')}`,
      '-o',
      'StrictHostKeyChecking=accept-new',
      '-o',
      'LogLevel=ERROR',
      ...(crypto === 'legacy' ? LEGACY : []),
      `${hosts[host]?.user ?? 'root'}@127.0.0.1`,
    ],
  }));
}

/** The lab's inventory for other processes: its hosts at their ports on 127.0.0.1, with the key to log in and the keys that they prove. */
export async function listeningInventory(client: PracticeLabClient, dataFolder: string): Promise<Inventory> {
  const ports = await client.listen();
  const key = await practiceKey(dataFolder);
  await client.addKey(key.line);
  const inventory = await client.inventory();
  const hosts = Object.entries(inventory.hosts).map(([name, host]): readonly [string, unknown] => {
    const port = ports[name];
    return [name, { ...host, auth: { key: key.file }, ...(port === undefined ? {} : { address: '127.0.0.1', port }) }];
  });
  return inventorySchema.parse({ ...inventory, hosts: Object.fromEntries(hosts) });
}
