import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, resolve } from 'node:path';
import {
  inventory as inventorySchema,
  type Inventory,
  type InventoryHost,
  type SecretReference,
} from '../../core/hosts/inventory.ts';
import { loadYaml } from '../../core/procedure/load.ts';
import { pathText, type DataPath, type PositionedData, type TextProblem } from '../../core/procedure/positions.ts';
import { didYouMean } from '../../core/procedure/similar.ts';
import type { Problem } from '../../core/result.ts';
import { whyNot } from './file-problem.ts';
import type { Several } from './runs.ts';

/**
 * Reads an inventory: YAML, with every problem as `FILE:LINE:COLUMN: sentence`. Paths of keys and secrets may begin with `~/`; others are
 * taken from the inventory's own folder.
 */
export async function openInventory(path: string, home = homedir()): Promise<Several<Inventory>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    return {
      ok: false,
      problems: [{ code: 'inventory-unreadable', sentence: `The inventory ${path} cannot be read: ${whyNot(error)}.` }],
    };
  }
  return readInventory(text, path, home);
}

/** The same for a text. `path` is what problems name, and where relative paths begin. */
export function readInventory(text: string, path: string, home: string): Several<Inventory> {
  const parsed = parseInventory(text);
  if (!parsed.ok) {
    const problems = parsed.problems.map(({ code, line, column, sentence, next }): Problem => ({
      code,
      sentence: `${path}:${line}:${column}: ${sentence}`,
      ...(next === undefined ? {} : { next }),
    }));
    return { ok: false, problems };
  }
  const { value } = parsed;
  const folder = dirname(resolve(path));
  const place = (file: string): string =>
    file === '~' || file.startsWith('~/') ? resolve(home, file.slice(2)) : resolve(folder, file);
  const hosts = Object.fromEntries(Object.entries(value.hosts).map(([name, host]) => [name, withPaths(host, place)]));
  return { ok: true, value: { ...value, hosts } };
}

/** An inventory's text as it stands, paths as they were written; or all that is wrong with it, each with its place. */
export function parseInventory(
  text: string,
): { readonly ok: true; readonly value: Inventory } | { readonly ok: false; readonly problems: readonly TextProblem[] } {
  const loaded = loadYaml(text, inventorySchema);
  if (!loaded.ok) return loaded;
  const { value, source } = loaded.value;
  const problems = [...jumpProblems(value), ...fabricProblems(value)].map((found) => located(found, source));
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value };
}

interface Found {
  readonly at: DataPath;
  readonly code: string;
  readonly sentence: string;
  readonly next?: string | undefined;
}

function located({ at, code, sentence, next }: Found, source: PositionedData): TextProblem {
  return { code, ...source.at(at), path: pathText(at), sentence, ...(next === undefined ? {} : { next }) };
}

function unknownHost(at: DataPath, name: string, hosts: readonly string[]): Found {
  const next = didYouMean(name, hosts) ?? `The hosts are ${hosts.join(', ')}.`;
  return { at, code: 'unknown-host', sentence: `There is no host \`${name}\` under \`hosts\`.`, next };
}

function jumpProblems(inventory: Inventory): readonly Found[] {
  const names = Object.keys(inventory.hosts);
  return names.flatMap((name): Found[] => {
    const way = [name];
    for (let at = inventory.hosts[name]?.jump; at !== undefined; at = inventory.hosts[at]?.jump) {
      const place = ['hosts', way.at(-1) ?? name, 'jump'];
      if (!names.includes(at)) return way.length === 1 ? [unknownHost(place, at, names)] : [];
      if (at === name) {
        return [
          { at: place, code: 'jump-circle', sentence: `The way to \`${name}\` goes in a circle: ${[...way, at].join(', ')}.` },
        ];
      }
      if (way.includes(at)) return [];
      way.push(at);
    }
    return [];
  });
}

/** Names in the declared fabric that nothing else declares: a cable to a switch that is not there, a zone of an unknown WWPN. */
function fabricProblems({ hosts, fabric }: Inventory): readonly Found[] {
  if (fabric === undefined) return [];
  const names = Object.keys(hosts);
  const switches = fabric.switches.map(({ name }) => name);
  const found: Found[] = [];
  fabric.ports.forEach(({ host }, index) => {
    if (!names.includes(host)) found.push(unknownHost(['fabric', 'ports', index, 'host'], host, names));
  });
  fabric.cables.forEach((cable, index) => {
    const at = ['fabric', 'cables', index] as const;
    if (!switches.includes(cable.switch)) {
      const sentence = `Cable \`${cable.label}\` goes to switch \`${cable.switch}\`, which is not under \`fabric.switches\`.`;
      found.push({ at: [...at, 'switch'], code: 'unknown-switch', sentence, next: didYouMean(cable.switch, switches) });
    }
    if ('host' in cable.from && !names.includes(cable.from.host)) {
      found.push(unknownHost([...at, 'from', 'host'], cable.from.host, names));
    }
  });
  const repeated = (list: readonly string[], key: string): void =>
    list.forEach((name, index) => {
      if (list.indexOf(name) < index)
        found.push({
          at: ['fabric', key, index],
          code: 'name-twice',
          sentence: `\`${name}\` stands twice under \`fabric.${key}\`.`,
        });
    });
  repeated(switches, 'switches');
  repeated(
    fabric.cables.map(({ label }) => label),
    'cables',
  );
  return found;
}

function withPaths(host: InventoryHost, place: (path: string) => string): InventoryHost {
  const { key, passphrase, password, ...rest } = host.auth;
  const secret = (reference: SecretReference): SecretReference =>
    typeof reference === 'object' && 'file' in reference ? { file: place(reference.file) } : reference;
  return {
    ...host,
    auth: {
      ...rest,
      ...(key === undefined ? {} : { key: place(key) }),
      ...(passphrase === undefined ? {} : { passphrase: secret(passphrase) }),
      ...(password === undefined ? {} : { password: secret(password) }),
    },
  };
}
