import { z } from 'zod';
import { leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { text } from './facts.ts';
import { none } from './parameters.ts';
import { mustMatch, unreadable } from './reading.ts';
import { answerFields, noAnswer, sectionAnswer } from './section-answer.ts';
import { expectSections, sectioned } from './sections.ts';

const volume = z.strictObject({
  device: text,
  /** Volume group; '' where it belongs to none. */
  group: text,
  format: text,
  attributes: text,
  size: text,
  free: text,
});

/** LVM's physical volumes: on which drive a logical volume lies. */
export const lvmPhysicalVolumes = defineProbe({
  name: 'lvm.physicalVolumes',
  title: 'Physical volumes of LVM, with their volume groups',
  source: 'pvs(8) of lvm2 2.02',
  roles: ['dom0', 'guest'],
  parameters: none,
  facts: z.strictObject({ ...answerFields, volumes: z.array(volume) }),
  empty: { ...noAnswer, volumes: [] },
  command: () => sectioned([{ name: 'volumes', run: '/usr/sbin/pvs 2>&1' }]),
  read: (reading) => {
    const section = expectSections(reading, ['volumes'])('volumes');
    const answer = sectionAnswer(section, reading);
    if (!answer.answered.value) return { ...answer, volumes: [] };
    const [heading, ...rows] = section.lines.filter((line) => line.text.trim() !== '');
    if (heading === undefined) return { ...answer, volumes: [] };
    if (!/^\s*PV\s+VG\s+Fmt\s+Attr\s+PSize\s+PFree\s*$/u.test(heading.text))
      unreadable('The heading of pvs was expected', heading);
    reading.ignore(heading);
    const volumes = rows.map((line) => {
      // The column of the group is blank for a volume that is in none; the format always is lvm1 or lvm2.
      const match = mustMatch(line, /^\s*(\S+)\s+(?:(\S+)\s+)??(lvm[12])\s+(\S+)\s+(\S+)\s+(\S+)\s*$/du, 'A physical volume');
      const device = match.text(1);
      return {
        device,
        group: match.has(2) ? match.text(2) : leaf('', device.at),
        format: match.text(3),
        attributes: match.text(4),
        size: match.text(5),
        free: match.text(6),
      };
    });
    return { ...answer, volumes };
  },
});
