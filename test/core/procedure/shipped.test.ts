import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { celScope } from '../../../core/checks/cel.ts';
import { edits } from '../../../core/edits/edits.ts';
import { probes } from '../../../core/probes/registry.ts';
import { byHandIn, clickWords } from '../../../core/procedure/by-hand.ts';
import { lintProcedure } from '../../../core/procedure/lint/lint.ts';
import { stepsOf } from '../../../core/procedure/order.ts';
import type { Procedure } from '../../../core/procedure/schema.ts';

const folder = fileURLToPath(new URL('../../../assets/procedures', import.meta.url));

/** Texts of the procedures that ship, by name. `NAME.part2.yaml` goes on where `NAME.yaml` ends. */
function shipped(): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.yaml'))) {
    const name = file.replace(/(\.part[0-9]+)?\.yaml$/u, '');
    const text = readFileSync(join(folder, file), 'utf8');
    texts.set(name, '');
    if (file === `${name}.yaml`) texts.set(name, text);
  }
  for (const [name, text] of texts) {
    const parts = readdirSync(folder).filter((file) => file.startsWith(`${name}.part`));
    const rest = parts.sort().map((file) => readFileSync(join(folder, file), 'utf8').replace(/^chapters:\s*\n/mu, ''));
    texts.set(name, [text.trimEnd(), ...rest].join('\n'));
  }
  return texts;
}

const numbers = (value: number | readonly number[] | undefined): readonly number[] =>
  value === undefined ? [] : typeof value === 'number' ? [value] : value;
const upTo = (last: number): readonly number[] => Array.from({ length: last }, (_unused, index) => index + 1);
const sorted = (values: readonly number[]): readonly number[] => [...new Set(values)].sort((a, b) => a - b);

describe.each([...shipped()])('procedure %s', (name, text) => {
  const report = lintProcedure(text, { probes, edits });
  const procedure = report.procedure as Procedure;
  const steps = (): readonly Procedure['chapters'][number]['steps'][number][] => stepsOf(procedure).map(({ step }) => step);

  it('is without any finding', () => {
    expect(report.findings.map(({ line, rule, sentence }) => `${line}: ${rule}: ${sentence}`)).toEqual([]);
    expect(procedure.id).toBe(name);
  });

  it('does not know on what kind of hosts it is done', () => {
    expect(text.match(/\brun\.(?:lab|simulated)\b/gu)).toBeNull();
    const asked = lintProcedure(text.replace('rule: ', 'rule: run.simulated && '), { probes, edits });
    expect(asked.findings.map(({ rule }) => rule)).toContain('expression');
  });

  it('proves each step on a host, and says where it comes from', () => {
    for (const step of steps()) {
      expect(
        step.checkpoints.filter((check) => Object.keys(check.probes).length > 0),
        step.id,
      ).not.toEqual([]);
      expect(step.source.section, step.id).not.toBe('');
    }
  });

  it('says something for every cause: hints end with one of last resort', () => {
    for (const step of steps()) {
      for (const check of step.checkpoints) expect(check.hints.at(-1)?.when, `${step.id} ${check.id}`).toBeUndefined();
    }
  });

  it('has pairs of hints that tell causes of one symptom apart by facts', () => {
    const told = steps().flatMap((step) => step.checkpoints.filter((check) => check.hints.length > 1));
    expect(told.length).toBeGreaterThanOrEqual(5);
  });
});

describe('procedure rhel5-rdac', () => {
  const { procedure } = lintProcedure(shipped().get('rhel5-rdac') ?? '', { probes, edits });
  const sources = procedure === null ? [] : stepsOf(procedure).map(({ step }) => step.source);

  it('refers to each of the article’s fourteen listings', () => {
    expect(sorted(sources.flatMap(({ listing }) => numbers(listing)))).toEqual(upTo(14));
  });

  it('refers to each of the article’s eighteen figures', () => {
    expect(sorted(sources.flatMap(({ figure }) => numbers(figure)))).toEqual(upTo(18));
  });

  it('has the four drawn figures as views of steps', () => {
    const views = procedure === null ? [] : stepsOf(procedure).flatMap(({ step }) => step.figureView ?? []);
    expect([...new Set(views)].sort()).toEqual(['figure-1', 'figure-15', 'figure-2', 'figure-6']);
  });

  /**
   * What the article has on its screens, from its own sentences: the step that carries it, the number of the click where the article
   * counts them, the figure where there is one, and what is clicked, typed or seen.
   */
  const CLICKS: readonly (readonly [step: string, number: number | null, figure: number | null, words: RegExp])[] = [
    ['mappings', null, 3, /LUNs 0, 1, 2, 3/u],
    ['vmm', null, null, /Applications, System Tools, Virtual Machine Manager/u],
    ['vmm', null, 4, /Domain-0/u],
    ['virtual-network', null, null, /Edit, Host details/u],
    ['virtual-network', null, 5, /Virtual Networks/u],
    ['virtual-network', null, null, /eth0/u],
    ['lun-guest-create', 1, 7, /New/u],
    ['lun-guest-create', 2, null, /test0/u],
    ['lun-guest-create', 3, null, /Paravirtualized/u],
    ['lun-guest-create', 4, null, /Install Media URL: http:\/\/192\.168\.100\.1\/rhel51/u],
    ['lun-guest-create', 5, 8, /Normal Disk Partition .*: \/dev\/sdb/u],
    ['lun-guest-create', 6, null, /Virtual network .*: vnet0/u],
    ['lun-guest-create', 7, 9, /Max Memory: 1024; .*Startup Memory: 512; VCPUs: 2/u],
    ['lun-guest-create', 8, 10, /test0, .*\/dev\/sdb.*512 of 1024 MB/u],
    ['lun-guest-create', 9, null, /Finish/u],
    ['lun-guest-installed', 10, 11, /installer/u],
    ['lun-guest-add-disks', 11, 12, /test0 .*Details/u],
    ['lun-guest-add-disks', 12, 13, /tab Hardware.*Add/u],
    ['lun-guest-add-disks', 13, null, /Storage device/u],
    ['lun-guest-add-disks', 14, null, /Normal Disk Partition .*: \/dev\/sdc/u],
    ['lun-guest-add-disks', 15, null, /Finish/u],
    ['lun-guest-add-disks', 16, null, /\/dev\/sdd/u],
    ['lun-guest-add-disks', 17, 14, /3 disks/u],
    ['lun-guest-restart', 18, null, /shut test0 down .*reboot does not/u],
    ['lun-guest-access', null, null, /graphical console/u],
    ['lun-guest-memory', null, null, /Change allocation: 500; Maximum allocation: 1000/u],
    ['image-guest-create', null, null, /New/u],
    ['image-guest-create', null, null, /System Name: test1/u],
    ['image-guest-create', null, null, /Paravirtualized/u],
    [
      'image-guest-create',
      null,
      16,
      /Simple File.*\/var\/lib\/xen\/images\/test1-xvda\.img.*6144.*Allocate entire virtual disk now: checked/u,
    ],
    ['image-guest-installed', null, null, /installer/u],
    ['image-guest-configuration', null, null, /test1-xvdb\.img/u],
    ['image-guest-configuration', null, null, /test1-xvdc\.img/u],
    ['image-guest-configuration', null, 17, /3 disks/u],
    ['image-guest-runs', null, null, /shut test1 down/u],
    ['both-guests-run', null, 18, /Domain-0, test0 and test1/u],
  ];

  const values = celScope({
    params: {
      ...Object.fromEntries(
        Object.entries(procedure?.parameters ?? {}).map(([name, { default: preset }]) => [name, preset ?? '']),
      ),
      lunNumbers: [0, 1, 2, 3],
      luns: [0, 1, 2, 3].map((lun) => ({ lun, name: `lun${lun}` })),
    },
    captures: { lunGuestDevices: ['/dev/sdb', '/dev/sdc', '/dev/sdd'] },
  });
  const clicksOf = (id: string) => {
    const step = procedure === null ? undefined : stepsOf(procedure).find((one) => one.step.id === id)?.step;
    return step === undefined || !values.ok ? [] : (byHandIn(step, values.value)?.clicks ?? []);
  };

  it.each(CLICKS)('step %s has the click %s of figure %s: %s', (id, number, figure, words) => {
    const found = clicksOf(id).filter((click) => words.test(clickWords(click)) && (number === null || click.number === number));
    expect(found.map((click) => click.figure)).toContain(figure);
    expect(found.every(({ known }) => known)).toBe(true);
  });

  it('has the clicks that the article counts, in their order, and each figure that is a screen on a click', () => {
    const all = procedure === null ? [] : stepsOf(procedure).flatMap(({ step }) => clicksOf(step.id));
    expect(all.flatMap((click) => click.number ?? [])).toEqual(upTo(18));
    const screens = (procedure?.source.figures ?? []).filter(({ view }) => view === undefined).map((one) => one.number);
    expect(screens).toHaveLength(14);
    expect(sorted(all.flatMap(({ figure }) => figure ?? []))).toEqual(sorted(screens));
  });

  it('has for each figure that is a diagram a step that shows it, under its number', () => {
    const drawn = (procedure?.source.figures ?? []).flatMap(({ number, view }) =>
      view === undefined ? [] : [[number, view] as const],
    );
    expect(drawn).toEqual([1, 2, 6, 15].map((number) => [number, `figure-${number}`]));
    for (const [number, view] of drawn) {
      const carriers = procedure === null ? [] : stepsOf(procedure).filter(({ step }) => step.figureView === view);
      expect(
        carriers.some(({ step }) => numbers(step.source.figure).includes(number)),
        view,
      ).toBe(true);
    }
  });
});
