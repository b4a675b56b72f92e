import { element as h, type MarkupElement } from '../../markup/node.ts';
import type { ReportDocument } from '../schema.ts';
import type { Once } from './once.ts';
import { command } from './output.ts';
import { picture } from './picture.ts';
import { anchor, stepLinks, table, terms, timeOf } from './words.ts';

/** Words of people, what probes asked by, and of what the run was made; `once`: what the chapters referred to. */
export function appendix(report: ReportDocument, once: Once): MarkupElement {
  const { materials } = report;
  const link = stepLinks(report);
  return h(
    'section',
    { id: 'appendix', 'aria-labelledby': 'appendix-title' },
    h('h2', { id: 'appendix-title' }, 'Appendix'),
    h('h3', { id: 'words' }, 'Words of people'),
    report.words.length === 0
      ? h(
          'p',
          { class: 'nothing' },
          'Nobody waived, attested, left out, took back, noted, typed in a terminal or was asked anything.',
        )
      : table(
          {
            caption: 'Waivers, attestations, steps left out or undone, notes, terminals and answers',
            columns: ['Time', 'Who', 'What', 'Where', 'Words'],
            class: 'data small',
            printed: (row) => report.words[row]?.kind !== 'answer',
          },
          report.words.map((word) => [
            timeOf(word.at),
            word.operator,
            word.kind,
            [word.step === null ? null : link(word.step), word.check, word.host]
              .filter((part) => part !== null)
              .flatMap((part, at) => (at === 0 ? [part] : [', ', part])),
            // One on a step of a host stands there; one on a part of the topology in its section.
            word.element === undefined
              ? [word.text, word.step === null || word.host === null ? picture(word.picture) : null]
              : [word.text, ' ', h('a', { href: `#${anchor.note(word.sequence)}` }, word.element.called)],
          ]),
        ),
    report.words.some(({ kind }) => kind === 'answer')
      ? h('p', { class: 'paper' }, 'What was answered to questions is printed at its step.')
      : null,
    h('h3', { id: 'commands' }, 'Commands of the probes'),
    h(
      'p',
      {},
      'Each stands here once; what was asked by it names its number. Commands that changed something stand with their steps.',
    ),
    table(
      {
        caption: 'What the checks asked hosts by',
        columns: ['Number', 'Probe', 'Command', 'Answers shown'],
        class: 'data small commands',
      },
      once
        .commands()
        .map((one) => [
          h('span', { id: anchor.command(one.number) }, String(one.number)),
          one.probe,
          h('code', {}, one.text),
          String(one.asked),
        ]),
    ),
    h('h3', { id: 'materials' }, 'Bill of materials'),
    table(
      { caption: 'Versions that the hosts told of', columns: ['Host', 'What', 'Version', 'Event'], class: 'data small' },
      materials.versions.map((one) => [one.host, one.what, one.value, String(one.sequence)]),
    ),
    table(
      {
        caption: 'Packages that were asked for and are installed',
        columns: ['Host', 'Package', 'Version', 'Event'],
        class: 'data small',
      },
      materials.packages.map((one) => [one.host, one.name, one.version, String(one.sequence)]),
    ),
    h('h3', { id: 'parameters' }, 'Parameters'),
    table(
      {
        caption: 'Values of the procedure’s parameters',
        columns: ['Name', 'What it is', 'Value', 'Set for this run'],
        class: 'data small parameters',
      },
      materials.parameters.map((one) => [h('code', {}, one.name), one.title, h('code', {}, one.value), one.set ? 'yes' : '']),
    ),
    h('h3', { id: 'inventory' }, 'Inventory'),
    h('p', {}, 'As the run began with it. How to log in is left out; secrets never stand in an inventory.'),
    h('details', {}, h('summary', {}, 'inventory'), h('pre', { class: 'output inventory', tabindex: 0 }, materials.inventory)),
    h('h3', { id: 'timeline' }, 'Timeline'),
    h(
      'p',
      { class: 'paper' },
      `${report.timeline.filter((span) => !isPrinted(span)).length} stretches in which hosts were asked or something was done are in the HTML file alone; each check and act has its time at its step.`,
    ),
    h(
      'details',
      {},
      h('summary', {}, `${report.timeline.length} stretches of time`),
      table(
        {
          caption: 'Everything that took time, in the order in which it began',
          columns: ['Began', 'Ended', 'Host', 'Kind', 'What', 'Outcome', 'Event'],
          class: 'data small timeline',
          printed: (row) => isPrinted(report.timeline[row]),
        },
        report.timeline.map((span) => [
          timeOf(span.from),
          timeOf(span.to),
          span.host,
          span.kind,
          span.kind === 'step' && span.step !== null
            ? h('a', { href: `#${anchor.step(span.step)}` }, span.what)
            : h('code', {}, span.what),
          span.outcome ?? 'no end is known',
          String(span.first),
        ]),
      ),
    ),
  );
}

/** On paper the times of answers and acts stand at their steps alone. */
function isPrinted(span: ReportDocument['timeline'][number] | undefined): boolean {
  return span?.kind !== 'probes' && span?.kind !== 'act';
}

/** What makes the report something that can be checked, and how. */
export function integritySection(report: ReportDocument): MarkupElement {
  const { integrity } = report;
  return h(
    'section',
    { id: 'integrity', 'aria-labelledby': 'integrity-title' },
    h('h2', { id: 'integrity-title' }, 'Integrity'),
    h(
      'p',
      {},
      integrity.problems === null
        ? 'Chain and outputs were not checked when this was written.'
        : integrity.problems.length === 0
          ? '✓ Every event’s hash and every stored output’s hash was right when this was written.'
          : '✗ The evidence is not as it was stored:',
    ),
    integrity.problems === null || integrity.problems.length === 0
      ? null
      : h(
          'ul',
          {},
          integrity.problems.map((problem) => h('li', {}, problem)),
        ),
    terms([
      ['events', String(integrity.events)],
      ['hash of the last event', h('code', { class: 'hash' }, integrity.head)],
      ['outputs and files', String(integrity.artefacts.length)],
      ['procedure’s SHA-256', h('code', { class: 'hash' }, report.procedure.hash)],
    ]),
    h(
      'p',
      {},
      'Each event holds the SHA-256 of the one before it, over canonical JSON (RFC 8785); outputs are referred to by the SHA-256 of their bytes. To check it again where the run is kept:',
    ),
    command(`xenpath verify ${report.run}`),
    h('p', {}, 'It must name the same last hash. An exported run carries a manifest that sha256sum checks without Xenpath.'),
    h(
      'details',
      {},
      h('summary', {}, `Hashes of ${integrity.artefacts.length} outputs and files, each with the event that it stands in first`),
      h(
        'ol',
        { class: 'hashes', 'aria-label': 'Outputs and files by hash, with the event that they stand in first' },
        integrity.artefacts.map((one) => h('li', {}, h('code', { class: 'hash' }, one.hash), ` ${one.sequence}`)),
      ),
    ),
  );
}
