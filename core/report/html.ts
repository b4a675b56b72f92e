import { element as h, type Child, type MarkupNode } from '../markup/node.ts';
import { htmlDocument } from '../markup/serialise.ts';
import { appendix, integritySection } from './html/appendix.ts';
import { faultsSection, figuresSection, listingsSection } from './html/article.ts';
import { cover, hostsSection, leftSection, matrixSection, realityText } from './html/cover.ts';
import { createOnce } from './html/once.ts';
import { chapterSection } from './html/steps.ts';
import { reportStyle } from './html/style.ts';
import { topologySection } from './html/topology.ts';
import { anchor } from './html/words.ts';
import type { ReportDocument } from './schema.ts';

/**
 * The report as one HTML file, in pieces: readable without script and without network, which its policy forbids. Every place has an anchor that
 * stays the same for the same run.
 */
export function reportHtml(report: ReportDocument): Generator<string, void, undefined> {
  const reality = realityText(report);
  const legacy = report.legacyHosts.length === 0 ? '' : ', legacy cryptography';
  const once = createOnce();
  const body: MarkupNode[] = [
    h('a', { class: 'skip', href: '#report' }, 'Skip to the report'),
    h(
      'div',
      { class: 'page' },
      contents(report),
      h(
        'main',
        { id: 'report' },
        cover(report),
        leftSection(report),
        hostsSection(report),
        matrixSection(report),
        topologySection(report),
        report.chapters.map((chapter, index) => chapterSection(chapter, index, once)),
        faultsSection(report),
        listingsSection(report),
        figuresSection(report),
        appendix(report, once),
        integritySection(report),
        h(
          'footer',
          { class: 'end' },
          h(
            'p',
            {},
            `${reality}. Run ${report.run}, chain head ${report.integrity.head.slice(0, 16)}…, written by Xenpath ${report.xenpath}.`,
          ),
        ),
      ),
    ),
  ];
  return htmlDocument({
    title: `${report.verdictWords}: ${report.procedure.title} (${report.run}, ${report.lab.simulated ? 'simulated' : 'real'} hosts)`,
    style: reportStyle(
      `Xenpath ${report.run}, ${report.verdictWords}`,
      `${report.lab.simulated ? 'SIMULATED' : 'REAL'}, ${report.lab.kind} lab ${report.lab.name}, scale ${report.lab.scale}${legacy}`,
    ),
    body,
  });
}

function contents(report: ReportDocument): MarkupNode {
  const entry = (id: string, text: string, ...more: readonly Child[]): MarkupNode =>
    h('li', {}, h('a', { href: `#${id}` }, text), more);
  return h(
    'nav',
    { class: 'contents', 'aria-label': 'Contents' },
    h(
      'ol',
      {},
      entry('cover', 'Verdict'),
      report.left.length === 0 ? null : entry('left', report.phase === 'finished' ? 'What is not proved' : 'What is left'),
      entry('hosts', 'Hosts'),
      entry('matrix', 'Hosts by checks'),
      entry('topology', 'What is connected to what'),
      report.chapters.map((chapter, index) =>
        entry(
          anchor.chapter(chapter.id),
          `${index + 1}. ${chapter.title}`,
          h(
            'ol',
            {},
            chapter.steps.map((step) => entry(anchor.step(step.id), step.title)),
          ),
        ),
      ),
      report.faults.length === 0 ? null : entry('faults', 'Faults'),
      report.listings.length === 0 ? null : entry('listings', 'Listings'),
      report.figures.length === 0 ? null : entry('figures', 'Figures'),
      entry('appendix', 'Appendix'),
      entry('integrity', 'Integrity'),
    ),
  );
}
