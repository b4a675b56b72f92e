import { z } from 'zod';
import { leaf } from './cited.ts';
import type { Cited, Leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { integer, text } from './facts.ts';
import { none } from './parameters.ts';
import { mustMatch, unreadable } from './reading.ts';
import type { Reading } from './reading.ts';
import { answerFields, noAnswer, sectionAnswer } from './section-answer.ts';
import { expectSections, sectioned } from './sections.ts';
import type { Line } from './text.ts';

/** A node of xenstore-ls: one blank of indent for each level. */
interface Node {
  readonly name: Leaf<string>;
  readonly value: Leaf<string>;
  readonly line: Line;
  readonly children: Map<string, Node>;
}

function treeOf(lines: readonly Line[]): ReadonlyMap<string, Node> {
  const root = new Map<string, Node>();
  const open: Map<string, Node>[] = [root];
  for (const line of lines) {
    const match = mustMatch(line, /^( *)([A-Za-z0-9_@:-][A-Za-z0-9_@:/.-]*) = "(.*)"\s*$/du, 'A name and a value of xenstore');
    const depth = match.raw(1).length;
    const siblings = open[depth];
    if (siblings === undefined) unreadable('A node that belongs to nothing', line);
    const name = match.text(2);
    if (siblings.has(name.value)) unreadable('A node came twice', line);
    const node: Node = { name, value: match.text(3), line, children: new Map() };
    siblings.set(name.value, node);
    open.length = depth + 1;
    open.push(node.children);
  }
  return root;
}

export const blockBackend = z.strictObject({
  /** `vbd` for a device, `tap` for an image file through blktap, `qdisk` for QEMU. */
  kind: text,
  domain: integer,
  /** Number of the virtual device: 51712 is xvda, 768 hda. */
  vdev: integer,
  /** Name in the guest as asked for: it need not be the name that the guest uses. */
  dev: text.nullable(),
  /** The device or image behind it, as the configuration names it. */
  params: text.nullable(),
  /** Major and minor number in hexadecimal, `8:10`. */
  physicalDevice: text.nullable(),
  mode: text.nullable(),
  /** 4 is connected. */
  state: integer.nullable(),
  hotplugStatus: text.nullable(),
});
export type BlockBackend = z.infer<typeof blockBackend>;

/** Block backends below /local/domain/0/backend. Everything else there is understood and left. */
export function readBlockBackends(lines: readonly Line[], reading: Reading): readonly Cited<BlockBackend>[] {
  const root = treeOf(lines.filter((line) => line.text.trim() !== ''));
  reading.ignore(...lines);
  const backends: Cited<BlockBackend>[] = [];
  for (const kind of ['vbd', 'tap', 'qdisk']) {
    const under = root.get(kind);
    for (const domain of under?.children.values() ?? []) {
      for (const device of domain.children.values()) {
        const none = leaf(null, device.name.at);
        const value = (name: string): Leaf<string | null> => device.children.get(name)?.value ?? none;
        const state = value('state');
        backends.push({
          kind: under?.name ?? unreadable('A kind of backend was expected', device.line),
          domain: numberOf(domain.name, domain.line),
          vdev: numberOf(device.name, device.line),
          dev: value('dev'),
          params: value('params'),
          physicalDevice: value('physical-device'),
          mode: value('mode'),
          state: state.value === null ? none : numberOf(state as Leaf<string>, device.line),
          hotplugStatus: value('hotplug-status'),
        });
      }
    }
  }
  return backends;
}

function numberOf(name: Leaf<string>, line: Line): Leaf<number> {
  if (!/^[0-9]{1,10}$/u.test(name.value)) unreadable('A number was expected', line);
  return leaf(Number(name.value), name.at);
}

/** What dom0 hands to its guests as disks, and how far each has come. */
export const xenstoreBlockBackends = defineProbe({
  name: 'xenstore.blockBackends',
  title: 'Block devices that dom0 hands to guests',
  source: 'xenstore-ls of Xen 4.17, captured on Debian 12; the same keys in Xen 3.0.3 DevController.py and the block script',
  roles: ['dom0'],
  parameters: none,
  facts: z.strictObject({ ...answerFields, backends: z.array(blockBackend) }),
  empty: { ...noAnswer, backends: [] },
  command: () => sectioned([{ name: 'backends', run: '/usr/bin/xenstore-ls /local/domain/0/backend 2>&1' }]),
  read: (reading) => {
    const section = expectSections(reading, ['backends'])('backends');
    const answer = sectionAnswer(section, reading, /^xenstore-ls: |^Failed to connect|couldn't/u);
    if (!answer.answered.value) return { ...answer, backends: [] };
    return { ...answer, backends: readBlockBackends(section.lines, reading) };
  },
});
