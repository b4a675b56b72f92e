import { z } from 'zod';
import { leaf } from './cited.ts';
import type { Leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { derivedText, integer } from './facts.ts';
import { none } from './parameters.ts';
import { matchLine, mustMatch, onlyLine, unreadable } from './reading.ts';
import { expectSections, sectioned } from './sections.ts';
import { sysfsCommand } from './sysfs.ts';

/**
 * How long this kernel waits before it complains or gives up. A paravirtualized disk has no time limit of its own; the first to lose patience
 * in such a guest is the watch over tasks that wait.
 */
export const kernelTimeouts = defineProbe({
  name: 'kernel.timeouts',
  title: 'How long the kernel waits for I/O before it complains or gives up',
  source: 'Linux Documentation/admin-guide/sysctl/kernel.rst (hung_task_timeout_secs); drivers/scsi/sd.c (timeout)',
  roles: ['dom0', 'guest'],
  parameters: none,
  facts: z.strictObject({
    /** Seconds after which a task that waits is told of in the log; 0: never; null where the kernel has no such watch. */
    hungTaskSeconds: integer.nullable(),
    /** Seconds that a command may take on each SCSI disk. */
    disks: z.array(z.strictObject({ device: derivedText, seconds: integer })),
  }),
  empty: { hungTaskSeconds: null, disks: [] },
  command: () =>
    sectioned([
      { name: 'tasks', run: '/bin/cat /proc/sys/kernel/hung_task_timeout_secs' },
      {
        name: 'disks',
        run: sysfsCommand('/sys/block/sd*/device', ['timeout']),
      },
    ]),
  read: (reading) => {
    const section = expectSections(reading, ['tasks', 'disks']);
    const tasks = section('tasks');
    const hungTaskSeconds: Leaf<number | null> =
      tasks.exit.value === 0
        ? mustMatch(onlyLine(tasks.lines, 'the seconds'), /^([0-9]{1,10})$/du, 'Seconds').integer(1)
        : leaf(null, tasks.whole);
    const disks = section('disks').lines.map((line) => {
      const row =
        matchLine(line, /^\/sys\/block\/(sd[a-z]+)\/device\/timeout:([0-9]{1,9})$/du) ??
        unreadable('A time limit was expected', line);
      return { device: row.text(1), seconds: row.integer(2) };
    });
    for (const [index, { device }] of disks.entries()) {
      if (disks.findIndex((other) => other.device.value === device.value) !== index) unreadable('A disk came twice');
    }
    return { hungTaskSeconds, disks };
  },
});
