import { element as h, type MarkupElement } from '../markup/node.ts';
import { xmlDocument } from '../markup/serialise.ts';
import { realityText } from './html/cover.ts';
import type { CheckView, ReportDocument, StepView } from './schema.ts';

/**
 * The report as JUnit XML: a suite a chapter, a case a check and host. What was not satisfied is never a passed case: waived, attested, stale
 * and pending checks are skipped ones with the reason, what could not be checked is an error. `time` is host time, as every duration of a report.
 */
export function reportJunit(report: ReportDocument): string {
  const suites = report.chapters.map((chapter) => {
    const cases = chapter.steps.flatMap((step) => step.hosts.flatMap((host) => host.checks.map((check) => ({ step, check }))));
    const count = (sorts: readonly CheckView['outcome'][]): number =>
      cases.filter(({ check }) => sorts.includes(check.outcome)).length;
    return h(
      'testsuite',
      {
        name: chapter.title,
        tests: cases.length,
        failures: count(['fail']),
        errors: count(['error', 'unreachable']),
        skipped: count(['not-applicable', 'waived', 'attested', 'stale', 'pending']),
        timestamp: report.startedAt?.replace(/Z$/u, '') ?? undefined,
        hostname: report.lab.name,
      },
      cases.map(({ step, check }) => testCase(step, check)),
    );
  });
  const total = (name: 'tests' | 'failures' | 'errors' | 'skipped'): number =>
    suites.reduce((sum, suite) => sum + Number(suite.attributes[name]), 0);
  const root = h(
    'testsuites',
    {
      name: `${report.procedure.id} ${report.run}: ${report.verdictWords}`,
      tests: total('tests'),
      failures: total('failures'),
      errors: total('errors'),
      skipped: total('skipped'),
      time: (report.workedMs / 1000).toFixed(3),
    },
    suites.map((suite, index) => (index === 0 ? withProperties(suite, report) : suite)),
  );
  return xmlDocument(root);
}

function withProperties(suite: MarkupElement, report: ReportDocument): MarkupElement {
  const list: readonly (readonly [string, string])[] = [
    ['verdict', report.verdictWords],
    ['hosts are', realityText(report)],
    ['procedure hash', report.procedure.hash],
    ['chain head', report.integrity.head],
    ['legacy cryptography', report.legacyHosts.join(', ')],
    ...(report.pseudonyms ? [['identifiers', 'pseudonyms stand in their place'] as const] : []),
  ];
  const properties = h(
    'properties',
    {},
    list.map(([name, value]) => h('property', { name, value })),
  );
  return { ...suite, children: [properties, ...suite.children] };
}

function testCase(step: StepView, check: CheckView): MarkupElement {
  return h('testcase', { classname: `${step.id}.${check.host}`, name: check.title }, result(check));
}

function result(check: CheckView): MarkupElement | null {
  const { outcome } = check;
  const said = [check.message, check.problem?.sentence, check.problem?.next, check.why, check.hint?.cause, check.hint?.next]
    .filter((text) => typeof text === 'string')
    .join(' ');
  switch (outcome) {
    case 'pass':
      return null;
    case 'fail':
      return h(
        'failure',
        { message: check.message ?? 'The rule does not hold.', type: outcome },
        `${said}\nexpected: ${check.expected ?? '-'}\nactual: ${check.actual ?? '-'}`,
      );
    case 'error':
    case 'unreachable':
      return h('error', { message: said === '' ? outcome : said, type: outcome });
    case 'not-applicable':
    case 'waived':
    case 'attested':
    case 'stale':
    case 'pending':
      return h('skipped', { message: said === '' ? outcome : `${outcome}: ${said}` });
  }
}
