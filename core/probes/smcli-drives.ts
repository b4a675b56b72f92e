import { z } from 'zod';
import { defineProbe } from './define-probe.ts';
import { integer, text } from './facts.ts';
import { cutShort, lineText, matchLine } from './reading.ts';
import { answerFields, noAnswer } from './section-answer.ts';
import { controllerAddresses, readSmcli, smcliCommand } from './smcli-frame.ts';

const drive = z.strictObject({
  tray: integer,
  slot: integer,
  /** `Optimal`, `Failed`, `Replaced`, ... */
  status: text,
  /** Capacity, type, data rate and what else the version prints. */
  rest: text,
});

/** The drives themselves, of which arrays and logical drives are made. */
export const smcliDrives = defineProbe({
  name: 'smcli.drives',
  title: 'Drives of the array',
  source: 'Command line guide of Storage Manager 9; the layout of the summary from memory',
  roles: ['array'],
  parameters: controllerAddresses,
  facts: z.strictObject({ ...answerFields, drives: z.array(drive), notes: z.array(text) }),
  empty: { ...noAnswer, drives: [], notes: [] },
  command: ({ controllers }) => smcliCommand(controllers, 'show allDrives summary;'),
  deadline: 90_000,
  read: (reading) => {
    const { answer, body } = readSmcli(reading);
    const drives = [];
    const notes = [];
    let announced: number | null = null;
    for (const line of body) {
      const row = matchLine(line, /^\s*([0-9]+)\s*,\s*([0-9]+)\s+(\S+)\s+(\S(?:.*\S)?)\s*$/du);
      const count = matchLine(line, /^\s*Number of drives:\s*([0-9]+)\s*$/du);
      if (row !== null) {
        drives.push({ tray: row.integer(1), slot: row.integer(2), status: row.text(3), rest: row.text(4) });
      } else if (count !== null) {
        announced = count.integer(1).value;
        reading.ignore(line);
      } else if (/^\s*(?:DRIVES-+|SUMMARY-*|BASIC:|(?:TRAY|ENCLOSURE), *SLOT\s.*)\s*$/u.test(line.text)) {
        reading.ignore(line);
      } else {
        notes.push(lineText(line));
      }
    }
    if (answer.answered.value && announced !== drives.length)
      cutShort('not as many drives are listed as the array says that it has');
    return { ...answer, drives, notes };
  },
});
