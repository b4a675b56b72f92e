import { registeredEdit, type Edit } from './edit.ts';
import { fstabEntry } from './fstab-entry.ts';
import { grubDefault } from './grub-default.ts';
import { grubEntryCopy } from './grub-entry-copy.ts';
import { guestDisks, guestDisksAdd, guestDisksRename } from './guest-disks.ts';
import { guestValue } from './guest-value.ts';
import { iptablesAccept } from './iptables-accept.ts';
import { moduleOption } from './module-option.ts';
import { ensureLine, removeLine } from './plain-lines.ts';
import { iniSetting, shellSetting, xendSetting } from './settings.ts';
import { spacedSetting } from './spaced-setting.ts';

/** Every edit there is: a procedure can ask for no other. */
export const edits: readonly Edit[] = [
  registeredEdit(ensureLine),
  registeredEdit(fstabEntry),
  registeredEdit(grubDefault),
  registeredEdit(grubEntryCopy),
  registeredEdit(guestDisks),
  registeredEdit(guestDisksAdd),
  registeredEdit(guestDisksRename),
  registeredEdit(guestValue),
  registeredEdit(iniSetting),
  registeredEdit(iptablesAccept),
  registeredEdit(moduleOption),
  registeredEdit(removeLine),
  registeredEdit(shellSetting),
  registeredEdit(spacedSetting),
  registeredEdit(xendSetting),
];

const byName: ReadonlyMap<string, Edit> = new Map(edits.map((edit) => [edit.name, edit]));

/** The edit that a procedure names; undefined when there is none. */
export function findEdit(name: string): Edit | undefined {
  return byName.get(name);
}
