import type { Machine } from '../../machine.ts';
import { runningOf } from '../debian.ts';
import { writeJournal } from '../journal.ts';
import { configurationOf, parseXlFile } from './configuration.ts';
import { createDomain } from './domains.ts';
import { askGuest } from './lifecycle.ts';

const folder = '/etc/xen/auto';

/** xendomains start: creates what /etc/xen/auto links to. */
export function startAutomatic(machine: Machine): void {
  const say = (text: string): void => { writeJournal(machine, 'xendomains.service', `xendomains[${String(machine.state.nextPid)}]`, text); };
  if (runningOf(machine).xen === null || !machine.files.isDirectory(folder)) return;
  const names = [...machine.files.list(folder)].sort().filter((name) => machine.files.isFile(`${folder}/${name}`));
  if (names.length > 0) say(`Starting Xen domains: ${names.join(' ')}`);
  for (const name of names) {
    const values = parseXlFile(machine.files.readText(`${folder}/${name}`), `${folder}/${name}`);
    const config = 'problem' in values ? values : configurationOf(machine, values);
    const made = 'problem' in config ? { ok: false as const, lines: config.problem } : createDomain(machine, config);
    if (!made.ok) for (const line of [...made.lines, `${name}(failed)`]) say(line);
  }
} // prettier-ignore

/** xendomains stop: asks all guests to go down. */
export function stopGuests(machine: Machine): void {
  for (const domain of [...(runningOf(machine).xen?.domains ?? [])]) askGuest(machine, domain, 'off');
}
