import { z } from 'zod';
import { leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { derivedText, flag, text } from './facts.ts';
import { none } from './parameters.ts';
import { mustMatch } from './reading.ts';
import { expectSections, sectioned } from './sections.ts';

/** What a line of the kernel log means for a path to storage. The first expression that fits names it. */
const kinds: readonly (readonly [kind: string, expression: RegExp])[] = [
  ['loop-down', /qla2xxx .*LOOP DOWN detected/u],
  ['loop-up', /qla2xxx .*LOOP UP detected/u],
  ['loop-reset', /qla2xxx .*LIP (reset )?occur/u],
  ['cable-unplugged', /qla2xxx .*Cable is unplugged/u],
  ['adapter-found', /qla2xxx .*Found an ISP/u],
  ['driver-version', /QLogic Fibre Channel HBA Driver/u],
  ['unknown-parameter', /Unknown parameter/u],
  ['port-timeout', /rport-.*blocked FC remote port time out/u],
  ['rdac-path-failed', /\[RAIDarray\.mpp\].*Path Failed/u],
  ['rdac-retry', /\[RAIDarray\.mpp\].*(Cmnd failed|Retry count exhausted)/u],
  ['rdac-failover-started', /\[RAIDarray\.mpp\]Failover command issued/u],
  ['rdac-failover-done', /\[RAIDarray\.mpp\]Failover succeeded/u],
  ['rdac-controller-failed', /\[RAIDarray\.mpp\].*Failed controller/u],
  ['rdac-device-not-running', /\[RAIDarray\.mpp\].*not in running state/u],
  ['rdac-other', /\[RAIDarray\.mpp\]/u],
  ['rdac-host', /mpp virtual bus adapt/u],
  ['input-output-error', /I\/O error/u],
];

export const kernelStorageLog = defineProbe({
  name: 'kernel.storageLog',
  title: 'What the kernel said of adapters, paths and RDAC',
  source: 'Reports of qla2xxx 8.01 and of RDAC (number, [RAIDarray.mpp], text) on 2.6.16 to 2.6.18; syslogd of RHEL 5',
  roles: ['dom0'],
  parameters: none,
  facts: z.strictObject({
    present: flag,
    entries: z.array(
      z.strictObject({
        /** As syslog writes it: month, day, time of the host; no year, no zone. */
        time: text,
        host: text,
        source: text,
        message: text,
        kind: derivedText,
      }),
    ),
  }),
  empty: { present: false, entries: [] },
  command: () =>
    sectioned([
      { name: 'exists', run: 'test -r /var/log/messages' },
      {
        name: 'lines',
        run: "/bin/egrep ' kernel: .*(qla2xxx|QLogic Fibre|RAIDarray|mpp |rport-|I/O error|ql2x)' /var/log/messages | /usr/bin/tail -n 300",
      },
    ]),
  read: (reading) => {
    const section = expectSections(reading, ['exists', 'lines']);
    const { exit } = section('exists');
    const entries = section('lines').lines.map((line) => {
      const match = mustMatch(line, /^([A-Z][a-z]{2} [ 0-9][0-9] [0-9:]{8}) (\S+) (kernel): (.*)$/du, 'A line of syslog');
      const kind = kinds.find(([, expression]) => expression.test(match.raw(4)))?.[0] ?? 'other';
      return {
        time: match.text(1),
        host: match.text(2),
        source: match.text(3),
        message: match.text(4),
        kind: leaf(kind, match.at(4)),
      };
    });
    return { present: leaf(exit.value === 0, exit.at), entries };
  },
});
