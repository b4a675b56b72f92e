import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { hostCalls } from '../../../core/contract/hosts.ts';
import { readSshConfig } from '../../../core/hosts/ssh-config.ts';
import { failure, success } from '../../../core/result.ts';
import type { Answers } from '../../rpc/serve.ts';
import type { HostDesk } from '../desk/host-desk.ts';
import { fieldsOf, inventoryFromSsh, withHost } from '../edit-inventory.ts';
import { whyNot } from '../file-problem.ts';
import { watchSources } from '../host-sources.ts';
import { Inventories, judgeInventory } from '../inventories.ts';
import { homeOf, type Application } from '../open-application.ts';

/** What a window may ask of hosts and inventories. */
export function hostAnswers(application: Application, desk: HostDesk): Answers<typeof hostCalls> {
  const inventories = new Inventories(application.store.folder);
  return {
    'hosts.sources': (_nothing, { signal }) => success(watchSources(homeOf(application), signal)),
    'hosts.watch': async ({ source }, { signal }) => {
      const room = await desk.room(source);
      return room.ok ? success(desk.watch(source, room.value, signal)) : room;
    },
    'hosts.connect': async ({ source, hosts }) => {
      const room = await desk.room(source);
      if (!room.ok) return room;
      for (const host of hosts) room.value.connect(host);
      return success(null);
    },
    'hosts.disconnect': async ({ source, hosts }) => {
      const room = await desk.room(source);
      if (!room.ok) return room;
      await Promise.all(hosts.map((host) => room.value.disconnect(host)));
      return success(null);
    },
    'hosts.read': async ({ source, host }, { signal }) => {
      const room = await desk.room(source);
      return room.ok ? room.value.readFacts(host, signal) : room;
    },
    'hosts.facts': async ({ source, host }) => {
      const room = await desk.room(source);
      return room.ok ? success(room.value.facts(host)) : room;
    },
    'hosts.keys': async ({ source, host }) => {
      const room = await desk.room(source);
      return room.ok ? success(await room.value.keys(host)) : room;
    },
    'hosts.forgetKey': async ({ source, host }) => {
      const room = await desk.room(source);
      return room.ok ? success(await room.value.forgetKey(host)) : room;
    },
    'inventories.read': async ({ name }) => inventories.read(name),
    'inventories.judge': async ({ text }) => success(judgeInventory(text, null)),
    'inventories.save': async ({ name, text, version }) => inventories.save(name, text, version),
    'inventories.delete': async ({ name }) => inventories.delete(name),
    'inventories.withHost': async ({ text, before, host, fields }) => {
      const changed = withHost(text, before, host, fields);
      return changed.ok ? success(judgeInventory(changed.value, null)) : changed;
    },
    'inventories.hostFields': async ({ text, host }) => fieldsOf(text, host),
    'inventories.fromSsh': async ({ text, title }) => {
      let config = text;
      const file = join(homedir(), '.ssh', 'config');
      try {
        config ??= await readFile(file, 'utf8');
      } catch (error) {
        return failure(
          'ssh-config-unread',
          `${file} cannot be read: ${whyNot(error)}.`,
          'Paste its text, or choose another file.',
        );
      }
      const { hosts, remarks } = readSshConfig(config);
      return success({ text: inventoryFromSsh(title, hosts), hosts: hosts.map(({ name }) => name), left: remarks });
    },
  };
}
