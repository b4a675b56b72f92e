import { describe, expect, test } from 'vitest';
import { compareMoments } from '../../../core/topology/compare-moments.ts';
import { drawingFile } from '../../../core/topology/drawing-file.ts';
import { endsOf, endView } from '../../../core/topology/from-end.ts';
import { gridLayout } from '../../../core/topology/grid-layout.ts';
import { columnWidth, layoutGraph } from '../../../core/topology/layout-graph.ts';
import { NO_MARKS } from '../../../core/topology/marks.ts';
import type { Topology } from '../../../core/topology/model.ts';
import { recordedLayout } from '../../../core/topology/recorded-layout.ts';
import { stepPart } from '../../../core/topology/step-part.ts';
import { topologyAt } from '../../../core/topology/topology-at.ts';
import { topologyView } from '../../../core/topology/views.ts';
import { whatFails } from '../../../core/topology/what-fails.ts';
import { ARTICLE_PLANNED, askEverything, beginRun } from '../../support/article-run.ts';

const run = askEverything(beginRun());
const topology = topologyAt(run.events, run.head, ARTICLE_PLANNED);
const idOf = (kind: string, name: string): string =>
  topology.elements.find((one) => one.kind === kind && one.name === name)?.id ?? `no ${kind} ${name}`;

describe('from one end', () => {
  test('a LUN: its array, every cable on the way, the driver, its device and the disk of the guest; no other LUN', () => {
    const view = endView(topology, idOf('lun', 'LUN 1'))!;
    const names = (kind: string): string[] => view.elements.filter((one) => one.kind === kind).map(({ name }) => name);
    expect(names('lun')).toEqual(['LUN 1']);
    expect(names('switch').sort()).toEqual(['sw1', 'sw2']);
    expect(view.links.filter(({ kind }) => kind === 'cable')).toHaveLength(4);
    expect(names('device')).toEqual(['/dev/sdc']);
    expect(names('guest-disk')).toHaveLength(1);
    expect(names('guest')).toEqual(['test0']);
  });

  test('a guest on image files: its images, their file system, their LUN, and the way there', () => {
    const view = endView(topology, idOf('guest', 'test1'))!;
    const kinds = view.elements.map(({ kind }) => kind);
    expect(view.elements.filter(({ kind }) => kind === 'lun').map(({ name }) => name)).toEqual(['LUN 3']);
    expect(kinds.filter((kind) => kind === 'image')).toHaveLength(3);
    expect(kinds).toContain('file-system');
    expect(kinds).toContain('hba-port');
    expect(view.elements.some(({ name }) => name === 'test0')).toBe(false);
  });

  test('a switch: what is plugged into it, and nothing of the other one', () => {
    const view = endView(topology, idOf('switch', 'sw1'))!;
    expect(view.elements.filter(({ kind }) => kind === 'switch').map(({ name }) => name)).toEqual(['sw1']);
    expect(view.elements.filter(({ kind }) => kind === 'hba-port')).toHaveLength(1);
    expect(view.elements.filter(({ kind }) => kind === 'controller').map(({ name }) => name)).toEqual(['controller A']);
  });

  test('what is no end, or not there, has no view; every link of a view has both ends in it', () => {
    expect(endView(topology, idOf('controller', 'controller A'))).toBeNull();
    expect(endView(topology, 'host:nobody')).toBeNull();
    for (const kind of ['lun', 'guest', 'switch', 'host'] as const)
      for (const end of endsOf(topology, kind)) {
        const view = endView(topology, end.id)!;
        const there = new Set(view.elements.map(({ id }) => id));
        expect(view.links.every(({ from, to }) => there.has(from) && there.has(to))).toBe(true);
        expect(view.elements.every(({ parent }) => parent === null || there.has(parent))).toBe(true);
      }
  });
});

describe('what fails', () => {
  const failing = (paths: Topology['paths']): Topology => ({ ...topology, paths });

  test('a switch of two weakens every LUN and stops nothing', () => {
    const judged = whatFails(topology, idOf('switch', 'sw1'))!;
    expect(judged).toMatchObject({ verdict: 'weakens', losesLuns: [], losesGuests: [] });
    expect(judged.weakensLuns).toHaveLength(4);
  });

  test('with the other way gone, a cable is the last one: LUNs and the guests on them go with it', () => {
    const one = failing(
      topology.paths.map((path) => (path.switch === idOf('switch', 'sw2') ? { ...path, state: 'down' } : path)),
    );
    const cable = topology.links.find(({ kind, to }) => kind === 'cable' && to.startsWith('switch-port:sw1'))!;
    const judged = whatFails(one, cable.id)!;
    expect(judged.verdict).toBe('fails');
    expect(judged.losesLuns).toHaveLength(4);
    expect([...judged.losesGuests].sort()).toEqual([idOf('guest', 'test0'), idOf('guest', 'test1')]);
  });

  test('no verdict where nobody could be asked which way the paths go', () => {
    const blind = failing(topology.paths.map((path) => ({ ...path, switch: null })));
    expect(whatFails(blind, idOf('switch', 'sw1'))?.verdict).toBe('unknown');
  });

  test('a file system takes the guest whose images stand on it; a host all of its guests; a module is not judged', () => {
    const fileSystem = topology.elements.find(({ kind }) => kind === 'file-system')!;
    expect(whatFails(topology, fileSystem.id)?.losesGuests).toEqual([idOf('guest', 'test1')]);
    expect(whatFails(topology, idOf('host', 'xenhost'))?.losesGuests).toHaveLength(2);
    expect(whatFails(topology, topology.elements.find(({ kind }) => kind === 'module')!.id)).toBeNull();
  });
});

test('two moments: what came, what went, what is otherwise, with both values; where evidence stands is no difference', () => {
  const lun = idOf('lun', 'LUN 2');
  const later: Topology = {
    ...topology,
    elements: topology.elements
      .filter(({ id }) => id !== idOf('guest', 'test1'))
      .map((one) =>
        one.id === lun
          ? {
              ...one,
              state: 'degraded',
              facts: [...one.facts, { name: 'bytes', value: '7', evidence: { sequence: 1, result: 0 } }],
            }
          : { ...one, facts: one.facts.map((fact) => ({ ...fact, evidence: null })) },
      ),
  };
  const changes = compareMoments(topology, later);
  expect(changes.map(({ kind, subject }) => [kind, subject])).toEqual([
    ['changed', lun],
    ['went', idOf('guest', 'test1')],
  ]);
  expect(changes[0]).toMatchObject({ name: 'LUN 2 of ds4800', from: 'ok', to: 'degraded' });
  expect(changes[0]?.facts.map(({ name, to }) => [name, to])).toEqual([['bytes', '7']]);
  expect(compareMoments(later, topology).map(({ kind }) => kind)).toContain('came');
});

test('a step is about what its probes tell of on its hosts, with what that is plugged into', () => {
  const ports = stepPart(topology, 'Ports', ['xenhost'], [{ probe: 'fc.hosts', role: null }]);
  expect(ports.elements.filter(({ kind }) => kind === 'hba-port')).toHaveLength(2);
  expect(ports.elements.map(({ name }) => name)).toEqual(expect.arrayContaining(['xenhost', 'sw1', 'sw2']));
  expect(ports.elements.some(({ kind }) => kind === 'lun' || kind === 'guest')).toBe(false);
  const elsewhere = stepPart(topology, 'Switches', ['xenhost'], [{ probe: 'brocade.switch', role: 'switch' }]);
  expect(elsewhere.elements.filter(({ kind }) => kind === 'switch')).toHaveLength(2);
  expect(stepPart(topology, 'Nothing', ['xenhost'], [{ probe: 'http.tree', role: null }]).elements).toEqual([]);
});

test('a recorded layout is used as long as it fits what is drawn', () => {
  const view = topologyView(topology, 'figure-2');
  const grid = gridLayout(view);
  const parents = new Set(view.elements.map(({ parent }) => parent));
  const boxes = Object.fromEntries(
    Object.entries(grid.boxes).map(([id, box]) => {
      const one = view.elements.find((element) => element.id === id);
      return [id, one === undefined || parents.has(id) ? box : { ...box, width: columnWidth(view, one) }];
    }),
  );
  const layout = { ...grid, by: 'elk' as const, boxes };
  expect(recordedLayout(view, [{ view: 'figure-2', layout }])).toBe(layout);
  expect(recordedLayout(view, [{ view: 'all', layout }])).toBeNull();
  expect(recordedLayout(view, [{ view: 'figure-2', layout: { ...layout, by: 'grid' } }])).toBeNull();
  const renamed = {
    ...view,
    elements: view.elements.map((one) => ({ ...one, name: `${one.name} with a longer name than before` })),
  };
  expect(recordedLayout(renamed, [{ view: 'figure-2', layout }])).toBeNull();
  expect(layoutGraph(view).id).toBe('root');
});

test('a drawing as a file has its own paper and says of what it is; nothing in it depends on the reader’s screen', () => {
  const view = topologyView(topology, 'figure-2');
  const { svg, width, height } = drawingFile(view, gridLayout(view), NO_MARKS, ['run built-run', 'Simulated <hosts>']);
  expect(svg).toContain('Simulated &lt;hosts&gt;');
  expect(svg).toContain('class="paper"');
  expect(svg).not.toContain('prefers-color-scheme');
  expect(svg).toContain(`width="${width}" height="${height}"`);
  expect(svg).toContain('stroke-dasharray');
});
