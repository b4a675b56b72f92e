import { expect, test } from 'vitest';
import { reportJunit } from '../../../core/report/junit.ts';
import { ran, reported } from '../../support/reported-run.ts';

test('JUnit: its totals are the counts of the cover', async () => {
  const report = await reported(ran());
  const { pass, fail, pending } = report.counts;
  expect([pass, fail, pending]).toEqual([1, 1, 1]);
  expect(reportJunit(report)).toMatch(/<testsuites name="[^"]*" tests="3" failures="1" errors="0" skipped="1"/u);
});

test('JUnit: a case a check; nothing but a satisfied one is passed', async () => {
  const junit = reportJunit(await reported(ran()));
  expect(junit).toContain('<testsuite name="First chapter" tests="3" failures="1" errors="0" skipped="1"');
  expect(junit).toContain('<testcase classname="list-guests.xenhost" name="xm lists domain 0"/>');
  expect(junit).toMatch(/<failure message="Another version\." type="fail">[^<]*expected: 4\nactual: 3<\/failure>/u);
  expect(junit).toContain('<property name="hosts are" value="Simulated hosts: practice lab');
});

test('a check that could not be made says what to do next', async () => {
  const run = ran();
  const problem = { code: 'host-key-unknown', sentence: 'The key is not known.', next: 'Add hostKey: SHA256:x.' };
  const place = { step: 'list-guests', host: 'xenhost' };
  run.add('checked', {
    place,
    check: 'listed',
    outcome: 'unreachable',
    severity: 'fatal',
    phase: 'later',
    problem,
    evidence: [],
  });
  expect(reportJunit(await reported(run))).toMatch(/<error message="The key is not known\. Add hostKey: SHA256:x\.[^"]*"/u);
});
