import { z } from 'zod';
import { leaf } from './cited.ts';
import type { Cited } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { flag, text } from './facts.ts';
import { attribute } from './pieces.ts';
import { quotePosix } from './quote.ts';
import { mustMatch, unreadable } from './reading.ts';
import { answerOf } from './refusal.ts';
import { answerFields, noAnswer } from './section-answer.ts';

const properties = ['LoadState', 'ActiveState', 'SubState', 'UnitFileState', 'WantedBy', 'RequiredBy', 'TriggeredBy', 'Result'];

/**
 * `systemctl show` of one unit. A unit that nobody has is told as LoadState=not-found; one made of an init script has the UnitFileState
 * `generated` and starts at boot where a target wants it.
 */
export const systemdUnit = defineProbe({
  name: 'systemd.unit',
  title: 'Whether a unit of systemd is there, runs, and starts at boot',
  source: 'systemctl(1) of systemd 252, properties as KEY=VALUE; captured on Debian 12',
  roles: ['dom0', 'guest'],
  parameters: z.strictObject({
    name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.@\\-]{0,127}$/u, 'the name of a unit'),
  }),
  facts: z.strictObject({
    ...answerFields,
    /** systemd has loaded a unit of that name. */
    loaded: flag,
    /** ActiveState is `active`; a service that runs once and is done counts too, its SubState is `exited`. */
    active: flag,
    startsAtBoot: flag,
    loadState: text,
    activeState: text,
    subState: text,
    /** `enabled`, `disabled`, `static`, `generated`, `masked`; '' for a unit without a file. */
    fileState: text,
    /** `success`, or how its process ended. */
    result: text,
    others: z.array(attribute),
  }),
  empty: {
    ...noAnswer,
    loaded: false,
    active: false,
    startsAtBoot: false,
    loadState: '',
    activeState: '',
    subState: '',
    fileState: '',
    result: '',
    others: [],
  },
  command: ({ name }) => `/bin/systemctl show ${properties.map((one) => `-p ${one}`).join(' ')} -- ${quotePosix(name)}`,
  read: (reading) => {
    const answer = answerOf(reading, /^(?:System has not been booted with systemd|Failed to )/u);
    const rows: Cited<z.infer<typeof attribute>>[] = [];
    for (const line of answer.answered.value ? reading.stdout : []) {
      const row = mustMatch(line, /^([A-Za-z]+)=(.*)$/du, 'A property of a unit');
      if (!properties.includes(row.raw(1)) || rows.some((one) => one.name.value === row.raw(1)))
        unreadable('A property came twice, or was not asked for', line);
      if (row.raw(2) === '') reading.ignore(line);
      rows.push({ name: row.text(1), value: row.text(2) });
    }
    const found = (name: string): Cited<string> => {
      const row = rows.find((one) => one.name.value === name);
      if (row !== undefined) return row.value;
      if (answer.answered.value && ['LoadState', 'ActiveState', 'SubState', 'UnitFileState'].includes(name))
        unreadable(`${name} is missing`);
      return leaf('', answer.answered.at);
    };
    const [loadState, activeState, fileState] = [found('LoadState'), found('ActiveState'), found('UnitFileState')];
    const wanted = ['WantedBy', 'RequiredBy'].some((name) => found(name).value !== '');
    return {
      ...answer,
      loaded: leaf(loadState.value === 'loaded', loadState.at),
      active: leaf(activeState.value === 'active', activeState.at),
      startsAtBoot: leaf(fileState.value === 'enabled' || (fileState.value === 'generated' && wanted), fileState.at),
      loadState,
      activeState,
      subState: found('SubState'),
      fileState,
      result: found('Result'),
      others: rows.filter(({ name }) => ['WantedBy', 'RequiredBy', 'TriggeredBy'].includes(name.value)),
    };
  },
});
